import type { EntityManager } from 'typeorm';

/** Notices that a digest lists; of those beyond it only their number is told. */
export const digestItems = 50;

/** What a digest holds: the first of its messages, oldest first, and how many there are in all. The carrier is one of them. */
export interface Closed {
  readonly messageIds: readonly string[];
  readonly count: number;
}

/**
 * Closes a digest, so that nothing joins it any more, and answers what it holds. To be asked by whoever sends its carrier, before
 * it is sent; asked again after a crash it answers the same.
 */
export async function closeDigest(db: EntityManager, digestId: string, now: Date): Promise<Closed> {
  // Whoever is just joining holds the row: what they bring is committed, and seen below, before it is closed.
  await db.query('UPDATE notification_digest SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL', [digestId, now]);
  const rows = await db.query<{ id: string; count: number }[]>(
    `SELECT id, count(*) OVER ()::int AS count FROM notification_message WHERE digest_id = $1 AND state IN ('held', 'queued') ORDER BY id LIMIT ${digestItems}`, [digestId]);
  return { messageIds: rows.map(({ id }) => id), count: rows[0]?.count ?? 0 };
}
