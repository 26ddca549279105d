import type { EntityManager } from 'typeorm';

/**
 * Locks the inboxes of these people until the transaction ends. What is counted after it is what all others who have changed
 * them left, so that counts which are told one after the other are right in this order.
 */
export async function takeTurn(db: EntityManager, personIds: readonly string[]): Promise<void> {
  await db.query(
    `INSERT INTO notification_reader (person_id) SELECT person_id FROM unnest($1::uuid[]) AS person_id ORDER BY person_id
     ON CONFLICT (person_id) DO UPDATE SET turns = notification_reader.turns + 1`, [[...new Set(personIds)]]);
}

/** How much is unread, by person; nothing is unread of those who are missing. */
export async function countUnread(db: EntityManager, personIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ id: string; unread: number }[]>(
    `SELECT person_id AS id, count(*)::int AS unread FROM notification_entry
     WHERE person_id = ANY ($1::uuid[]) AND read_at IS NULL AND archived_at IS NULL GROUP BY person_id`, [[...new Set(personIds)]]);
  return new Map(rows.map(({ id, unread }) => [id, unread]));
}
