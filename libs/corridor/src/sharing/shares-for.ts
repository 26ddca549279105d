import type { EntityManager } from 'typeorm';
import type { corridor } from '#contracts';
import { everything, sharesIn, type Share } from './audience-of.js';

/**
 * For readers of these labels: the owners in a corridor of whom they read a class, and how. Of several institutions that a
 * reader acts for, the one that sees most counts. Administrators read everything exactly.
 */
export async function sharesFor(db: EntityManager, corridorId: string, dataClass: corridor.SharedClass, labels: ReadonlySet<string>): Promise<ReadonlyMap<string, Share>> {
  const rows = await db.query<{ id: string }[]>('SELECT DISTINCT institution_id AS id FROM corridor_member WHERE corridor_id = $1', [corridorId]);
  const owners = rows.map(({ id }) => id);
  if (labels.has('administrators')) return new Map(owners.map((id) => [id, everything]));
  const seen = new Map<string, Share>();
  for (const { ownerId, share } of await sharesIn(db, corridorId, owners, dataClass)) {
    const before = seen.get(ownerId);
    if (labels.has(share.label) && (before === undefined || byMost(share, before) < 0)) seen.set(ownerId, share);
  }
  return seen;
}

const byMost = (a: Share, b: Share): number => (a.precisionMetres ?? 0) - (b.precisionMetres ?? 0) || a.delaySeconds - b.delaySeconds;
