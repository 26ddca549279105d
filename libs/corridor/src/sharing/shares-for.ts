import type { EntityManager } from 'typeorm';
import type { corridor } from '#contracts';
import { sharesOf, type Share } from './audience-of.js';

/**
 * For readers of these labels: the owners in a corridor of whom they read a class, and how. Of several institutions that a
 * reader acts for, the one that sees most counts. Administrators read everything exactly.
 */
export async function sharesFor(db: EntityManager, corridorId: string, dataClass: corridor.SharedClass, labels: ReadonlySet<string>): Promise<ReadonlyMap<string, Share>> {
  const owners = await db.query<{ id: string }[]>('SELECT DISTINCT institution_id AS id FROM corridor_member WHERE corridor_id = $1', [corridorId]);
  const seen = new Map<string, Share>();
  for (const { id } of owners) {
    const share = labels.has('administrators')
      ? { label: 'administrators', precisionMetres: null, delaySeconds: 0 }
      : (await sharesOf(db, corridorId, id, dataClass)).filter(({ label }) => labels.has(label)).sort(byMost)[0];
    if (share !== undefined) seen.set(id, share);
  }
  return seen;
}

const byMost = (a: Share, b: Share): number => (a.precisionMetres ?? 0) - (b.precisionMetres ?? 0) || a.delaySeconds - b.delaySeconds;
