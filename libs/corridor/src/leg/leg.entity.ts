import { Temporal } from 'temporal-polyfill';
import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import { corridor, type Data, type Output } from '#contracts';
import { refuseOn } from '#db';
import { DomainError } from '#kernel';
import type { Work } from '#log';
import { Centre } from '../centre/centre.entity.js';
import { deploymentStream, type Deployment } from '../deployment/deployment.entity.js';

export type LegView = Output<typeof corridor.readLeg>;
const MINUTE = 60_000;

/** One stretch of a deployment's way. Its deployment's lock orders what happens to it. */
@Entity('corridor_leg')
export class Leg {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'corridor_id' }) corridorId!: string;
  @Column('uuid', { name: 'deployment_id' }) deploymentId!: string;
  @Column('int') place!: number;
  @Column('uuid', { name: 'from_centre_id', nullable: true }) fromCentreId!: string | null;
  @Column('double precision', { name: 'from_latitude' }) fromLatitude!: number;
  @Column('double precision', { name: 'from_longitude' }) fromLongitude!: number;
  @Column('uuid', { name: 'to_centre_id', nullable: true }) toCentreId!: string | null;
  @Column('double precision', { name: 'to_latitude' }) toLatitude!: number;
  @Column('double precision', { name: 'to_longitude' }) toLongitude!: number;
  @Column('text') departure!: string;
  @Column('text', { name: 'departure_zone' }) departureZone!: string;
  @Column('timestamptz', { name: 'departure_at' }) departureAt!: Date;
  @Column('text') arrival!: string;
  @Column('text', { name: 'arrival_zone' }) arrivalZone!: string;
  @Column('timestamptz', { name: 'arrival_at' }) arrivalAt!: Date;
  @Column('timestamptz', { name: 'departed_at', nullable: true }) departedAt!: Date | null;
  @Column('timestamptz', { name: 'arrived_at', nullable: true }) arrivedAt!: Date | null;
  @Column('boolean') dropped!: boolean;
  @Column('int') version!: number;

  /** Works the instants of the plan out anew, by the rules of its zones. */
  settleTimes(): void {
    this.departureAt = instantOf(this.departure, this.departureZone);
    this.arrivalAt = instantOf(this.arrival, this.arrivalZone);
  }

  /** @throws DomainError leg_over when the unit has left on it */
  insistOnNotLeft(): void {
    if (this.dropped || this.departedAt !== null) throw new DomainError('leg_over', 'The unit has left on this leg, or it was dropped.', { legId: this.id });
  }

  /** @throws DomainError leg_over when the unit has come to its end */
  insistOnOpen(): void {
    if (this.dropped || this.arrivedAt !== null) throw new DomainError('leg_over', 'The unit has come to the end of this leg, or it was dropped.', { legId: this.id });
  }

  /** What is told of it. */
  facts(): Omit<Data<typeof corridor.legChanged>, 'legId' | 'institutionId'> {
    const { deploymentId, place, version, fromCentreId, toCentreId, departure, departureZone, arrival, arrivalZone } = this;
    return {
      deploymentId, place, version, fromCentreId, toCentreId, departure, departureZone, arrival, arrivalZone, state: this.state(),
      departureAt: this.departureAt.toISOString(), arrivalAt: this.arrivalAt.toISOString(), departedAt: this.departedAt?.toISOString() ?? null, arrivedAt: this.arrivedAt?.toISOString() ?? null,
    };
  }

  /** What the doors show at an instant. */
  view(now: Date): LegView {
    const { id, fromLatitude, fromLongitude, toLatitude, toLongitude } = this;
    return {
      id, ...this.facts(), from: { latitude: fromLatitude, longitude: fromLongitude }, to: { latitude: toLatitude, longitude: toLongitude },
      departureLateMinutes: lateMinutes(this.departureAt, this.departedAt, now), arrivalLateMinutes: lateMinutes(this.arrivalAt, this.arrivedAt, now),
    };
  }

  private state(): LegView['state'] {
    if (this.dropped) return 'dropped';
    if (this.departedAt === null) return 'planned';
    return this.arrivedAt === null ? 'under_way' : 'over';
  }
}

/** Minutes after the plan (negative: before it) at which something happened; of what has not, how long it is due, and null until it is. */
function lateMinutes(planned: Date, happened: Date | null, now: Date): number | null {
  if (happened === null && now <= planned) return null;
  return Math.floor(((happened ?? now).getTime() - planned.getTime()) / MINUTE);
}

/** The instant of a wall time by today's rules of its zone; a time that a clock change skips or doubles is the one nearest to what was meant. */
function instantOf(wallTime: string, zone: string): Date {
  return new Date(Temporal.PlainDateTime.from(wallTime).toZonedDateTime(zone).epochMilliseconds);
}

/** The leg of a locked deployment. @throws DomainError leg_unknown, and conflict when it is not at the version expected */
export async function takeLeg(db: EntityManager, deployment: Deployment, legId: string, version?: number): Promise<Leg> {
  const leg = await db.findOneBy(Leg, { id: legId, deploymentId: deployment.id });
  if (leg === null) throw new DomainError('leg_unknown', 'There is no leg of this id in the deployment.');
  if (version !== undefined && version !== leg.version) throw new DomainError('conflict', 'The leg was changed since.', { version: leg.version });
  return leg;
}

/** Writes what changed of a leg, and tells how it stands now. @throws DomainError leg_times, leg_over */
export async function saveLeg(work: Work, deployment: Deployment, leg: Leg): Promise<Output<typeof corridor.planLeg>> {
  const times = new DomainError('leg_times', 'A leg ends after it begins.', { legId: leg.id });
  await work.db.save(Leg, leg, { transaction: false })
    .catch(refuseOn('leg_ends_after_it_begins', times)).catch(refuseOn('leg_arrives_after_it_departs', times))
    .catch(refuseOn('one_leg_under_way', new DomainError('leg_over', 'The unit is on another leg; note the end of that one first.', { legId: leg.id })));
  work.record(corridor.legChanged, deploymentStream(deployment.id), { legId: leg.id, institutionId: deployment.operatorId, ...leg.facts() });
  return { legId: leg.id, version: leg.version };
}

/** The columns of one end of a leg. A centre is an open one of the corridor, and its clock counts. @throws DomainError not_found, centre_closed */
export async function endOf(db: EntityManager, corridorId: string, end: corridor.LegEnd): Promise<{ centreId: string | null; latitude: number; longitude: number; zone: string }> {
  if (!('centreId' in end)) return { centreId: null, ...end.point, zone: end.zone };
  const centre = await db.findOneBy(Centre, { id: end.centreId, corridorId });
  if (centre === null) throw new DomainError('not_found', 'There is no centre of this id in the corridor.', { centreId: end.centreId });
  centre.insistOnOpen();
  return { centreId: centre.id, latitude: centre.latitude, longitude: centre.longitude, zone: centre.zone };
}
