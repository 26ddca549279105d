import { Column, Entity, IsNull, PrimaryColumn, type EntityManager } from 'typeorm';
import { corridor, type Data } from '#contracts';
import { DomainError } from '#kernel';
import type { Work } from '#log';
import { streamOf } from '../corridor/corridor.entity.js';

type Told = Data<typeof corridor.trackerChanged>;

/** A device that reports for a unit, for as long as it is bound to it. */
@Entity('corridor_tracker')
export class Tracker {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'unit_id' }) unitId!: string;
  @Column('uuid', { name: 'corridor_id' }) corridorId!: string;
  @Column('uuid', { name: 'institution_id' }) institutionId!: string;
  @Column('text', { name: 'device_id' }) deviceId!: string;
  @Column('text') kind!: Told['kind'];
  @Column('bytea', { name: 'reporting_hash', select: false }) reportingHash!: Buffer;
  @Column('timestamptz', { name: 'bound_at' }) boundAt!: Date;
  @Column('timestamptz', { name: 'renewed_at', nullable: true }) renewedAt!: Date | null;
  @Column('timestamptz', { name: 'unbound_at', nullable: true }) unboundAt!: Date | null;
  /** Milliseconds by which the device's clock is ahead of the hub's; PostgreSQL's bigint comes as text. */
  @Column('bigint', { name: 'clock_offset_ms', nullable: true }) clockOffsetMs!: string | null;
}

/** The bound tracker of this unit, under its lock. @throws DomainError tracker_unbound */
export async function boundTracker(db: EntityManager, unitId: string, id: string): Promise<Tracker> {
  const tracker = await db.findOne(Tracker, { where: { id, unitId, unboundAt: IsNull() }, lock: { mode: 'for_no_key_update' } });
  if (tracker === null) throw new DomainError('tracker_unbound', 'No tracker of this id is bound to the unit; bind the device again.', { trackerId: id });
  return tracker;
}

export function tellTracker(work: Work, { id, corridorId, unitId, institutionId, deviceId, kind }: Tracker, change: Told['change']): void {
  work.record(corridor.trackerChanged, streamOf(corridorId), { trackerId: id, unitId, institutionId, deviceId, kind, change });
}
