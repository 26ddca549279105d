import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import { corridor, type Command, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { next } from '#realtime';
import { deploymentStream, type Deployment } from '../deployment/deployment.entity.js';
import { audienceOf } from '../sharing/audience-of.js';
import { handoverMachine } from './handover-states.js';

/** The note from one shift to the next. The deployment's lock orders its steps. */
@Entity('corridor_handover')
export class Handover {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'deployment_id' }) deploymentId!: string;
  @Column('uuid', { name: 'from_id' }) fromId!: string;
  @Column('uuid', { name: 'to_id' }) toId!: string;
  @Column('text') state!: corridor.HandoverState;
  @Column('int') version!: number;
  @Column('text') text!: string;
  @Column('text', { name: 'read_back', nullable: true }) readBack!: string | null;
  @Column('text', { name: 'return_reason', nullable: true }) returnReason!: string | null;
  @Column('jsonb') open!: corridor.OpenReference[];
  @Column('timestamptz', { name: 'written_at' }) writtenAt!: Date;
  @Column('timestamptz', { name: 'moved_at' }) movedAt!: Date;

  /** Goes the way of a command; refuses one that does not start in this state. */
  move(command: Command, now: Date): void {
    this.state = next(handoverMachine, this.state, command);
    this.version += 1;
    this.movedAt = now;
  }

  /** Each step belongs to one side, or to both. @throws DomainError not_of_handover */
  insistOnSide(actor: Principal, ...sides: readonly ('fromId' | 'toId')[]): void {
    if (sides.some((side) => this[side] === actor.personId)) return;
    throw new DomainError('not_of_handover', `This step belongs to the ${sides.map((side) => (side === 'fromId' ? 'sender' : 'receiver')).join(' or the ')} of the handover.`, { handoverId: this.id });
  }
}

/** The handover of a locked deployment. @throws DomainError handover_unknown, and conflict when it is not at the version expected */
export async function takeHandover(db: EntityManager, deploymentId: string, handoverId: string, version?: number): Promise<Handover> {
  const handover = await db.findOneBy(Handover, { id: handoverId, deploymentId });
  if (handover === null) throw new DomainError('handover_unknown', 'There is no handover of this id in the deployment.');
  if (version !== undefined && version !== handover.version) throw new DomainError('conflict', 'The handover has moved on.', { state: handover.state, version: handover.version });
  return handover;
}

/** Writes the handover as it is now and tells of the step, to those with whom the operator shares who its staff is. */
export async function saveHandover(work: Work, deployment: Deployment, handover: Handover, from: corridor.HandoverState | null): Promise<Output<typeof corridor.writeHandover>> {
  await work.db.save(Handover, handover, { transaction: false });
  const { id, fromId, toId, state, version, open } = handover;
  work.record(
    corridor.handoverMoved, deploymentStream(deployment.id),
    { deploymentId: deployment.id, institutionId: deployment.operatorId, handoverId: id, fromPersonId: fromId, toPersonId: toId, from, to: state, version, open: open.length },
    { audience: await staffAudience(work.db, deployment) },
  );
  return { handoverId: id, state, version };
}

/** Who hears of the people of a deployment. */
export function staffAudience(db: EntityManager, { corridorId, operatorId }: Deployment): Promise<readonly string[]> {
  return audienceOf(db, corridorId, operatorId, 'staff');
}
