import type { EntityManager } from 'typeorm';
import { DomainError } from '#kernel';
import { Corridor } from '../corridor/corridor.entity.js';
import { Unit } from '../unit/unit.entity.js';

/** @throws DomainError unit_unfit when the unit is out of service or retired */
export async function insistOnFitUnit(db: EntityManager, unitId: string): Promise<void> {
  const unit = await db.findOneBy(Unit, { id: unitId });
  if (unit?.state !== 'in_service') throw new DomainError('unit_unfit', 'The unit is not in service.', { unitId });
}

/** Nothing new begins in a corridor that is closed. @throws DomainError corridor_closed */
export async function insistOnActiveCorridor(db: EntityManager, corridorId: string): Promise<void> {
  (await db.findOneByOrFail(Corridor, { id: corridorId })).insistOnActive();
}
