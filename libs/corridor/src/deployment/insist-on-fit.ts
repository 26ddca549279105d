import type { EntityManager } from 'typeorm';
import { asHub } from '#db';
import { DomainError } from '#kernel';
import { Corridor } from '../corridor/corridor.entity.js';
import { Unit } from '../unit/unit.entity.js';

// A host accepts a unit that is not theirs, in a corridor that they do not lead: the hub itself holds both as they are until
// the step is taken, so that neither is closed or taken out of service in the same moment.

/** @throws DomainError unit_unfit when the unit is out of service or retired */
export async function insistOnFitUnit(db: EntityManager, unitId: string): Promise<void> {
  const unit = await asHub(db, () => db.findOne(Unit, { where: { id: unitId }, lock: { mode: 'pessimistic_read' } }));
  if (unit?.state !== 'in_service') throw new DomainError('unit_unfit', 'The unit is not in service.', { unitId });
}

/** Nothing new begins in a corridor that is closed. @throws DomainError corridor_closed */
export async function insistOnActiveCorridor(db: EntityManager, corridorId: string): Promise<void> {
  const corridor = await asHub(db, () => db.findOneOrFail(Corridor, { where: { id: corridorId }, lock: { mode: 'pessimistic_read' } }));
  corridor.insistOnActive();
}
