import type { EntityManager } from 'typeorm';

/**
 * Erases the words of people in these events of a stream, with the open transaction: readers get the events without them
 * from then on, and the memories of all processes forget them. The hash chain stays valid, since it covers a commitment only.
 * Who may do that is for the caller's policy. @returns how many events had words to erase
 */
export async function eraseWords(db: EntityManager, stream: string, offsets: readonly number[]): Promise<number> {
  const [row] = await db.query<{ erased: string }[]>('SELECT log_erase($1, $2) AS erased', [stream, [...offsets]]);
  return Number(row?.erased ?? 0);
}
