import type { EntityManager } from 'typeorm';
import type { Standing } from '#realtime';
import { everything, sharesOf, type Share } from '../sharing/audience-of.js';
import { labelsOf } from '../standing/read-standing.js';

/** A unit of which somebody wants to know where it is. */
export interface Whose {
  readonly corridorId: string;
  readonly institutionId: string;
}

/** How readers of this standing see the positions of an institution; null: not at all. Of several institutions that a reader acts for, the one that sees most counts. */
export async function shareOf(db: EntityManager, { corridorId, institutionId }: Whose, standing: Standing): Promise<Share | null> {
  const labels = new Set(labelsOf(standing));
  if (labels.has('administrators')) return everything;
  const mine = (await sharesOf(db, corridorId, institutionId, 'position')).filter(({ label }) => labels.has(label));
  return mine.sort((a, b) => (a.precisionMetres ?? 0) - (b.precisionMetres ?? 0) || a.delaySeconds - b.delaySeconds)[0] ?? null;
}
