import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import { corridor, type Output } from '#contracts';
import { DomainError } from '#kernel';
import type { Work } from '#log';
import { streamOf } from '../corridor/corridor.entity.js';
import { UNDER_WAY } from '../sharing/audience-of.js';

export type UnitView = Output<typeof corridor.readUnit>;

/** A mobile unit: a hospital or team that moves along the corridor. */
@Entity('corridor_unit')
export class Unit {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'corridor_id' }) corridorId!: string;
  @Column('uuid', { name: 'institution_id' }) institutionId!: string;
  @Column('text') name!: string;
  @Column('jsonb') names!: Record<string, string>;
  @Column('text', { name: 'emt_type' }) emtType!: UnitView['emtType'];
  @Column('jsonb') declared!: UnitView['declared'];
  @Column('jsonb') crew!: UnitView['crew'];
  @Column('jsonb') vehicle!: UnitView['vehicle'];
  @Column('jsonb', { name: 'outside_ids' }) outsideIds!: UnitView['outsideIds'];
  @Column('text') state!: UnitView['state'];

  /** @throws DomainError unit_retired */
  insistOnKept(): void {
    if (this.state === 'retired') throw new DomainError('unit_retired', 'The unit is retired.', { unitId: this.id });
  }
}

/** The unit under its lock: whatever orders its deployments happens under it. @throws DomainError not_found, unit_retired */
export async function lockUnit(db: EntityManager, id: string): Promise<Unit> {
  const unit = await db.findOne(Unit, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (unit === null) throw new DomainError('not_found', 'There is no unit of this id.');
  unit.insistOnKept();
  return unit;
}

/** @throws DomainError deployment_under_way */
export async function insistOnFree(db: EntityManager, unitId: string): Promise<void> {
  const [under] = await db.query<{ id: string }[]>('SELECT id FROM corridor_deployment WHERE unit_id = $1 AND state = ANY ($2) LIMIT 1', [unitId, UNDER_WAY]);
  if (under !== undefined) throw new DomainError('deployment_under_way', 'The unit is on a deployment; close or cancel it first.', { deploymentId: under.id });
}

/** Tells how the unit stands now. */
export function tellUnit(work: Work, { id, corridorId, institutionId, name, emtType, vehicle, declared, state }: Unit): void {
  work.record(corridor.unitChanged, streamOf(corridorId), { unitId: id, institutionId, name, emtType, vehicle, declared, state });
}
