import type { EntityManager } from 'typeorm';
import { DomainError, type Principal } from '#kernel';
import type { Standing } from '#realtime';
import { readPlace } from './read-standing.js';

/** Whoever enters or gives something for an organisation coordinates for that very one, or is an administrator. @throws DomainError forbidden */
export async function insistOnOwn(db: EntityManager, actor: Principal, on: { readonly corridorId: string; readonly institutionId: string }, standing: Standing): Promise<void> {
  if (standing.has('administrator')) return;
  const place = await readPlace(db, actor, on.corridorId);
  if (place.holds(on.institutionId, 'coordinator')) return;
  throw new DomainError('forbidden', 'You coordinate for another organisation: ask a coordinator of this one.', { institutionId: on.institutionId });
}
