import { council } from '#contracts';
import type { Work } from '#log';
import { streamOf } from '../meeting/meeting.entity.js';

/** Seats named in one event. */
const MOST = 150;
const NO_LINE = 'NOT EXISTS (SELECT FROM council_line l WHERE l.meeting_id = p.meeting_id AND l.person_id = p.person_id)';

/**
 * Brings presence and lines together: who acts online without any line has lost it (at `lostAt`), and who has one is
 * back. A cut line is not leaving: the seat stays present until its grace is over.
 */
export async function settleLines(work: Work, meetingId: string, lostAt: Date): Promise<void> {
  const [back] = await work.db.query<[{ seat_id: string }[], number]>(
    `UPDATE council_presence p SET line_lost_at = NULL WHERE meeting_id = $1 AND until IS NULL AND line_lost_at IS NOT NULL AND NOT (${NO_LINE}) RETURNING seat_id`, [meetingId],
  );
  const [lost] = await work.db.query<[{ seat_id: string }[], number]>(
    `UPDATE council_presence p SET line_lost_at = greatest($2, since) WHERE meeting_id = $1 AND until IS NULL AND mode = 'online' AND line_lost_at IS NULL AND ${NO_LINE} RETURNING seat_id`, [meetingId, lostAt],
  );
  for (let at = 0; at < Math.max(back.length, lost.length); at += MOST) {
    const ids = (rows: readonly { seat_id: string }[]): string[] => rows.slice(at, at + MOST).map((row) => row.seat_id);
    work.record(council.linesChanged, streamOf(meetingId), { lost: ids(lost), back: ids(back) });
  }
}

/** Meetings in which presence and lines do not agree: a check-in and a change of lines passed each other, or a process died. */
export async function unsettledMeetings({ db }: Work): Promise<readonly string[]> {
  const rows = await db.query<{ meeting_id: string }[]>(
    `SELECT DISTINCT meeting_id FROM council_presence p WHERE until IS NULL AND ((line_lost_at IS NULL AND mode = 'online' AND ${NO_LINE}) OR (line_lost_at IS NOT NULL AND NOT (${NO_LINE})))`,
  );
  return rows.map((row) => row.meeting_id);
}
