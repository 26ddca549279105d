import type { EntityManager } from 'typeorm';

/**
 * Runs `work` as the hub itself, within a transaction that is somebody else's. Whoever reports a position may cause an alert of which they
 * see nothing, or erase words that they may not read: what rows that needs is the hub's business, not theirs.
 */
export async function asHub<T>(db: EntityManager, work: () => Promise<T>): Promise<T> {
  const [row] = await db.query<{ before: string }[]>(`SELECT before, set_config('hub.actor', 'system:hub', true) FROM (SELECT current_setting('hub.actor') AS before OFFSET 0) held`);
  const result = await work();
  // What throws rolls the transaction back, and the name with it.
  await db.query(`SELECT set_config('hub.actor', $1, true)`, [row?.before]);
  return result;
}
