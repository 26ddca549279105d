import type { Work } from '#log';
import { insistOnQuorum } from '../attendance/settle-quorum.js';
import type { Meeting } from '../meeting/meeting.entity.js';

/** An item is decided by a sitting with a quorum. Where a poll on a motion of it was declared in this meeting, it was. @throws DomainError meeting_state, inquorate */
export async function insistOnDecision(work: Work, meeting: Meeting, itemId: string): Promise<void> {
  const decided = await work.db.query<unknown[]>(
    `SELECT FROM council_poll p JOIN council_motion m ON m.id = p.motion_id WHERE p.meeting_id = $1 AND p.state = 'declared' AND m.agenda_item_id = $2 LIMIT 1`, [meeting.id, itemId]);
  if (decided.length > 0) return;
  meeting.insist(['in_session']);
  await insistOnQuorum(work, meeting);
}
