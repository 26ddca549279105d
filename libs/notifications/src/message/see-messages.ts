import type { Principal } from '#kernel';
import type { Work } from '#log';
import { moveMessages } from './move-messages.js';
import { statesBefore } from './message-states.js';

/** The person has read these entries: messages about them that reached them elsewhere are seen. */
export async function seeMessages(actor: Principal, work: Work, entryIds: readonly string[]): Promise<void> {
  const rows = await work.db.query<{ id: string }[]>(
    `SELECT m.id FROM notification_message m JOIN notification_entry e ON e.notice_id = m.notice_id AND e.person_id = m.person_id
     WHERE e.id = ANY ($1::uuid[]) AND m.person_id = $2 AND m.state = ANY ($3)`, [entryIds, actor.personId, statesBefore('seen')]);
  await moveMessages(work, rows.map(({ id }) => ({ messageId: id, to: 'seen' as const })));
}

/** The person has acknowledged a notice. What of it still waits for them is not sent any more. */
export async function acknowledgeMessages(actor: Principal, work: Work, noticeId: string): Promise<void> {
  const rows = await work.db.query<{ id: string; state: string }[]>('SELECT id, state FROM notification_message WHERE notice_id = $1 AND person_id = $2', [noticeId, actor.personId]);
  const waits = (state: string): boolean => state === 'held' || state === 'queued';
  await moveMessages(work, rows.map(({ id, state }) => (waits(state)
    ? { messageId: id, to: 'dropped' as const, reason: 'no_longer_true' as const, why: 'acknowledged' }
    : { messageId: id, to: 'acknowledged' as const })));
}
