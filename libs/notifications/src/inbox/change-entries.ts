import { notifications, type Data } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { countUnread, takeTurn } from './take-turn.js';

type Change = Data<typeof notifications.inboxChanged>['change'];

/** The person whose inbox it is: inboxes belong to people. @throws DomainError forbidden */
export function ownerOf(actor: Principal): string {
  if (actor.personId === null) throw new DomainError('forbidden', 'Inboxes belong to people.');
  return actor.personId;
}

/** What a change does to entries: those that are so already are left as they are. */
const STATEMENTS: Readonly<Record<Exclude<Change, 'acknowledged'>, string>> = {
  seen: 'SET seen_at = $3 WHERE seen_at IS NULL',
  read: 'SET read_at = $3, seen_at = coalesce(seen_at, $3) WHERE read_at IS NULL',
  unread: 'SET read_at = NULL WHERE read_at IS NOT NULL',
  archived: 'SET archived_at = $3 WHERE archived_at IS NULL',
  restored: 'SET archived_at = NULL WHERE archived_at IS NOT NULL',
};

/** Changes entries of the actor's inbox, and tells their other devices. Entries of others are not there for them. */
export async function changeEntries(actor: Principal, work: Work, change: Exclude<Change, 'acknowledged'>, entryIds: readonly string[]): Promise<{ changed: number; unread: number }> {
  const personId = ownerOf(actor);
  await takeTurn(work.db, [personId]);
  // A statement that reads the instant nowhere must not be given it as a parameter of no type.
  const [rows] = await work.db.query<[{ id: string }[], number]>(
    `UPDATE notification_entry ${STATEMENTS[change]} AND person_id = $1 AND id = ANY ($2::uuid[]) AND $3::timestamptz IS NOT NULL RETURNING id`, [personId, entryIds, work.now]);
  return tellChange(work, personId, change, rows.map(({ id }) => id));
}

/** Tells the person's other devices, if anything was changed. */
export async function tellChange(work: Work, personId: string, change: Change, changed: readonly string[] | null): Promise<{ changed: number; unread: number }> {
  const unread = (await countUnread(work.db, [personId])).get(personId) ?? 0;
  if (changed === null || changed.length > 0) {
    work.record(notifications.inboxChanged, `person:${personId}`, { change, entryIds: changed === null ? null : [...changed], unread }, { audience: [`person:${personId}`] });
  }
  return { changed: changed?.length ?? 0, unread };
}
