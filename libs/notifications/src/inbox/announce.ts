import { notifications } from '#contracts';
import type { Work } from '#log';
import type { NoticeCategory } from '#contracts';
import { countUnread, takeTurn } from './take-turn.js';

/** Entries that one transaction announces: each is an event of its own, and a transaction may record 500. */
export const ANNOUNCED_AT_ONCE = 400;

interface Arrived {
  readonly id: string;
  readonly person_id: string;
  readonly notice_id: string;
  readonly name: string;
  readonly category: NoticeCategory;
  readonly critical: boolean;
}

/**
 * Tells the devices of people what has arrived for them, each entry once: the mark and the event are one transaction, and a
 * device that was cut off reads the event when it is back. Inboxes are locked before their entries, as everywhere.
 * @param noticeId of this notice alone; null: of all
 * @param most so many at once
 * @returns how many were found; fewer than `ANNOUNCED_AT_ONCE` when none is left
 */
export async function announceEntries(work: Work, noticeId: string | null, most = ANNOUNCED_AT_ONCE): Promise<number> {
  const found = await work.db.query<Arrived[]>(
    `SELECT e.id, e.person_id, e.notice_id, n.name, n.category, n.critical FROM notification_entry e JOIN notification_notice n ON n.id = e.notice_id
     WHERE NOT e.announced AND ($1::uuid IS NULL OR e.notice_id = $1) ORDER BY e.id LIMIT $2`, [noticeId, most]);
  if (found.length === 0) return 0;
  const people = found.map(({ person_id }) => person_id);
  await takeTurn(work.db, people);
  // Another may have announced some of them while this one waited.
  const [marked] = await work.db.query<[{ id: string }[], number]>('UPDATE notification_entry SET announced = true WHERE id = ANY ($1::uuid[]) AND NOT announced RETURNING id', [found.map(({ id }) => id)]);
  const own = new Set(marked.map(({ id }) => id));
  const unread = await countUnread(work.db, people);
  for (const { id, person_id: personId, notice_id, name, category, critical } of found.filter((entry) => own.has(entry.id))) {
    const data = { entryId: id, noticeId: notice_id, notice: name, category, critical, unread: unread.get(personId) ?? 0 };
    work.record(notifications.inboxArrived, `person:${personId}`, data, { audience: [`person:${personId}`] });
  }
  return found.length;
}
