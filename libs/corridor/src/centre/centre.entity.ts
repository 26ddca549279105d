import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import { corridor, type Output } from '#contracts';
import { DomainError } from '#kernel';
import type { Work } from '#log';
import { streamOf } from '../corridor/corridor.entity.js';

export type CentreView = Output<typeof corridor.readCentre>;

/** A regional centre: a fixed place of a member organisation that units and consultations lean on. */
@Entity('corridor_centre')
export class Centre {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'corridor_id' }) corridorId!: string;
  @Column('uuid', { name: 'institution_id' }) institutionId!: string;
  @Column('text') name!: string;
  @Column('jsonb') names!: Record<string, string>;
  @Column('text', { name: 'country_code' }) countryCode!: string;
  @Column('text') zone!: string;
  @Column('double precision') latitude!: number;
  @Column('double precision') longitude!: number;
  @Column('text', { array: true }) services!: CentreView['services'];
  @Column('jsonb') hours!: CentreView['hours'];
  @Column('jsonb', { name: 'outside_ids' }) outsideIds!: CentreView['outsideIds'];
  @Column('text') state!: 'open' | 'closed';

  /** @throws DomainError centre_closed */
  insistOnOpen(): void {
    if (this.state === 'closed') throw new DomainError('centre_closed', 'The centre is closed.', { centreId: this.id });
  }
}

/** The centre under its lock. @throws DomainError not_found, centre_closed */
export async function lockCentre(db: EntityManager, id: string): Promise<Centre> {
  const centre = await db.findOne(Centre, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (centre === null) throw new DomainError('not_found', 'There is no centre of this id.');
  centre.insistOnOpen();
  return centre;
}

/** Tells how the centre stands now. */
export function tellCentre(work: Work, { id, corridorId, institutionId, name, countryCode, zone, latitude, longitude, services, state }: Centre): void {
  work.record(corridor.centreChanged, streamOf(corridorId), { centreId: id, institutionId, name, countryCode, zone, point: { latitude, longitude }, services: [...services], state });
}
