import type { EntityManager } from 'typeorm';
import { council } from '#contracts';
import type { Work } from '#log';
import { endPresence } from '../attendance/presence.entity.js';
import { settleQuorum } from '../attendance/settle-quorum.js';
import { leaveFloor } from '../floor/leave-floor.js';
import { attendable } from '../meeting/meeting-states.js';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { readSeat, whose } from './read-roll.js';

/** Who is suspended acts for nobody: they are checked out of every meeting, counted no longer, and have no floor. */
export async function followSuspended(work: Work, personId: string): Promise<void> {
  for (const id of await attendedBy(work.db, personId)) {
    const meeting = await lockMeeting(work.db, id);
    const until = meeting.tick(work.now);
    const out = await work.db.query<{ id: string; seat_id: string }[]>('SELECT id, seat_id FROM council_presence WHERE meeting_id = $1 AND person_id = $2 AND until IS NULL', [id, personId]);
    await endPresence(work.db, out.map((row) => row.id), until, 'revoked');
    const quorum = await settleQuorum(work, meeting, until);
    for (const { seat_id: seatId } of out) {
      const seat = await readSeat(work.db, meeting.bodyId, seatId);
      work.record(council.checkedOut, streamOf(id), { seatId, personId, until: until.toISOString(), endedBy: 'revoked', quorum, ...(seat === null ? {} : whose(seat)) });
    }
    await leaveFloor(work, meeting, [personId], []);
  }
}

/** Meetings under way in which a person acts for a seat, or is on the list of speakers. */
async function attendedBy(db: EntityManager, personId: string): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }[]>(
    `SELECT id FROM council_meeting m WHERE state = ANY ($2) AND (EXISTS (SELECT FROM council_presence p WHERE p.meeting_id = m.id AND p.person_id = $1 AND p.until IS NULL)
       OR EXISTS (SELECT FROM council_floor_request r WHERE r.meeting_id = m.id AND r.person_id = $1 AND r.state IN ('waiting', 'speaking'))) ORDER BY id`, [personId, attendable]);
  return rows.map((row) => row.id);
}
