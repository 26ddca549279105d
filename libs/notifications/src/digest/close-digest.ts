import type { EntityManager } from 'typeorm';

/**
 * Closes a digest, so that nothing joins it any more; of one that is closed nothing changes. To be asked before what it holds is
 * read: whoever is just joining holds its row, and what they bring is committed before it is closed.
 */
export async function closeDigest(db: EntityManager, digestId: string, now: Date): Promise<void> {
  await db.query('UPDATE notification_digest SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL', [digestId, now]);
}
