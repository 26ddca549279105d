import type { EntityManager } from 'typeorm';
import { DomainError, type Principal } from '#kernel';
import type { Standing } from '#realtime';
import { readPlace } from './read-standing.js';

/** Whoever moves what belongs to organisations coordinates for each of them or works in the field for it, or is an administrator. @throws DomainError forbidden */
export async function insistOnActing(db: EntityManager, actor: Principal, corridorId: string, institutionIds: readonly string[], standing: Standing): Promise<void> {
  if (standing.has('administrator')) return;
  const place = await readPlace(db, actor, corridorId);
  const other = institutionIds.find((id) => !place.holds(id, 'coordinator', 'field'));
  if (other !== undefined) throw new DomainError('forbidden', 'You do not act for this organisation: one of its own has to do it.', { institutionId: other });
}

/** The same, where acting for one of several is enough. @throws DomainError forbidden */
export async function insistOnActingForOne(db: EntityManager, actor: Principal, corridorId: string, institutionIds: readonly string[], standing: Standing): Promise<void> {
  if (standing.has('administrator')) return;
  const place = await readPlace(db, actor, corridorId);
  if (institutionIds.some((id) => place.holds(id, 'coordinator', 'field'))) return;
  throw new DomainError('forbidden', 'You act for none of the organisations that may do this.', { institutionIds });
}
