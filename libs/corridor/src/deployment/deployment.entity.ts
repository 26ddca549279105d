import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import type { Command, corridor, Output } from '#contracts';
import { DomainError } from '#kernel';
import { insistOn, next } from '#realtime';
import { deploymentMachine, type DeploymentState } from './deployment-states.js';

export type DeploymentView = Output<typeof corridor.readDeployment>;

/** A unit's mission: from the plan over the acceptance of its host to the exit report. Its steps are taken under the lock of this row. */
@Entity('corridor_deployment')
export class Deployment {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'corridor_id' }) corridorId!: string;
  @Column('uuid', { name: 'unit_id' }) unitId!: string;
  @Column('uuid', { name: 'operator_id' }) operatorId!: string;
  @Column('uuid', { name: 'host_id' }) hostId!: string;
  @Column('text', { name: 'site_name' }) siteName!: string;
  @Column('text', { name: 'country_code' }) countryCode!: string;
  @Column('text') zone!: string;
  @Column('double precision') latitude!: number;
  @Column('double precision') longitude!: number;
  @Column('uuid', { name: 'centre_id', nullable: true }) centreId!: string | null;
  @Column('date', { name: 'stay_from', nullable: true }) stayFrom!: string | null;
  @Column('date', { name: 'stay_until', nullable: true }) stayUntil!: string | null;
  @Column('text') state!: DeploymentState;
  @Column('int') version!: number;
  @Column('timestamptz', { name: 'planned_at' }) plannedAt!: Date;
  @Column('timestamptz', { name: 'moved_at' }) movedAt!: Date;
  @Column('timestamptz', { name: 'registered_at', nullable: true }) registeredAt!: Date | null;
  @Column('timestamptz', { name: 'exit_reported_at', nullable: true }) exitReportedAt!: Date | null;

  /** Goes the way of a command; refuses one that does not start in this state. */
  move(command: Command): void {
    this.state = next(deploymentMachine, this.state, command);
    this.version += 1;
  }

  /** Refuses an act that needs the deployment in one of these states. */
  insist(needs: readonly DeploymentState[]): void {
    insistOn(deploymentMachine, this.state, needs);
  }

  /** Whoever acts on what they read says which version that was. @throws DomainError conflict when the deployment has moved on since */
  insistOnVersion(version: number | undefined): void {
    if (version === undefined || version === this.version) return;
    throw new DomainError('conflict', `The deployment has moved on: it is ${this.state.replaceAll('_', ' ')} now.`, { state: this.state, version: this.version });
  }

  /** What the doors show. */
  view(): DeploymentView {
    const { id, corridorId, unitId, operatorId, hostId, siteName, countryCode, zone, latitude, longitude, centreId, stayFrom, stayUntil, state, version } = this;
    return {
      id, corridorId, unitId, operatorId, hostId, state, version, site: { name: siteName, countryCode, zone, point: { latitude, longitude }, centreId },
      stay: stayFrom === null || stayUntil === null ? null : { from: stayFrom, until: stayUntil }, plannedAt: this.plannedAt.toISOString(), movedAt: this.movedAt.toISOString(),
      registeredAt: this.registeredAt?.toISOString() ?? null, exitReportedAt: this.exitReportedAt?.toISOString() ?? null,
    };
  }
}

/** The deployment under its lock: steps take their turn. @throws DomainError not_found, and conflict when it is not at the version expected */
export async function lockDeployment(db: EntityManager, id: string, version?: number): Promise<Deployment> {
  const found = await db.findOne(Deployment, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (found === null) throw new DomainError('not_found', 'There is no deployment of this id.');
  found.insistOnVersion(version);
  return found;
}

/** The deployment without a lock. @throws DomainError not_found */
export async function knowDeployment(db: EntityManager, id: string): Promise<Deployment> {
  const found = await db.findOneBy(Deployment, { id });
  if (found === null) throw new DomainError('not_found', 'There is no deployment of this id.');
  return found;
}

export function deploymentStream(deploymentId: string): string {
  return `deployment:${deploymentId}`;
}
