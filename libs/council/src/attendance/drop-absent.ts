import { council } from '#contracts';
import type { Work } from '#log';
import { attendable } from '../meeting/meeting-states.js';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { endPresence } from './presence.entity.js';
import { settleQuorum } from './settle-quorum.js';

/** Seats dropped in one transaction. */
const MOST = 200;

/** Meetings in which a line has been cut since `before` or longer. */
export async function meetingsWithAbsent({ db }: Work, before: Date): Promise<readonly string[]> {
  const rows = await db.query<{ meeting_id: string }[]>('SELECT DISTINCT meeting_id FROM council_presence WHERE until IS NULL AND line_lost_at <= $1', [before]);
  return rows.map((row) => row.meeting_id);
}

/** Ends the presence of those whose line was cut at `before` or earlier and has not come back: they are dropped, and the quorum is counted again. */
export async function dropAbsent(work: Work, meetingId: string, before: Date): Promise<void> {
  const meeting = await lockMeeting(work.db, meetingId);
  const absent = await work.db.query<{ id: string; seat_id: string; person_id: string; institution_id: string; country_code: string }[]>(
    `SELECT p.id, p.seat_id, p.person_id, s.institution_id, s.country_code FROM council_presence p JOIN council_seat s ON s.id = p.seat_id
     WHERE p.meeting_id = $1 AND p.until IS NULL AND p.line_lost_at <= $2
     AND NOT EXISTS (SELECT FROM council_line l WHERE l.meeting_id = p.meeting_id AND l.person_id = p.person_id) ORDER BY p.seat_id LIMIT $3`,
    [meetingId, before, MOST],
  );
  if (absent.length === 0 || !attendable.includes(meeting.state)) return;
  const until = meeting.tick(work.now);
  await endPresence(work.db, absent.map((row) => row.id), until, 'dropped');
  const quorum = await settleQuorum(work, meeting, until);
  for (const row of absent) {
    const seat = { seatId: row.seat_id, institutionId: row.institution_id, countryCode: row.country_code };
    work.record(council.checkedOut, streamOf(meetingId), { ...seat, personId: row.person_id, until: until.toISOString(), endedBy: 'dropped', quorum });
  }
}
