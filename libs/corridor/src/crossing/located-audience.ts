import type { EntityManager } from 'typeorm';
import { sharesOf } from '../sharing/audience-of.js';

/** Everybody who reads the position of this operator's units exactly and at once: what tells where a unit is goes to them alone. */
export async function locatedAudience(db: EntityManager, corridorId: string, operatorId: string): Promise<readonly string[]> {
  const shares = await sharesOf(db, corridorId, operatorId, 'position');
  return [...new Set(['administrators', ...shares.filter((share) => share.precisionMetres === null && share.delaySeconds === 0).map(({ audience }) => audience)])];
}
