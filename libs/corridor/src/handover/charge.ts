import type { EntityManager } from 'typeorm';
import { corridor } from '#contracts';
import { asHub } from '#db';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Alert } from '../alert/alert.entity.js';
import { OPEN } from '../alert/alert-states.js';
import { takeStep } from '../alert/take-step.js';
import { deploymentStream, type Deployment } from '../deployment/deployment.entity.js';
import { openLegs } from '../leg/read-legs.js';
import { staffAudience } from './handover.entity.js';

export interface Charge {
  readonly personId: string;
  readonly since: Date;
}

/** Who is in charge of a deployment; null when nobody is yet. */
export async function chargeOf(db: EntityManager, deploymentId: string): Promise<Charge | null> {
  const [row] = await db.query<Charge[]>('SELECT person_id AS "personId", since FROM corridor_charge WHERE deployment_id = $1', [deploymentId]);
  return row ?? null;
}

/** @throws DomainError nobody_in_charge, not_in_charge */
export async function insistOnCharge(db: EntityManager, deploymentId: string, actor: Principal): Promise<void> {
  const charge = await chargeOf(db, deploymentId);
  if (charge === null) throw new DomainError('nobody_in_charge', 'Nobody is in charge of the deployment yet; take charge first.');
  if (charge.personId !== actor.personId) throw new DomainError('not_in_charge', 'Somebody else is in charge of the deployment.', { personId: charge.personId });
}

/** All that goes over to the next shift. Read as the hub: nobody's narrower view leaves anything out. */
export function openOf(db: EntityManager, deployment: Deployment): Promise<corridor.OpenReference[]> {
  return asHub(db, async () => {
    const alerts = await db.createQueryBuilder(Alert, 'a').select(['a.id']).where('a.deploymentId = :id AND a.state IN (:...open)', { id: deployment.id, open: OPEN }).orderBy('a.id').getMany();
    const tasks = await db.query<{ id: string }[]>('SELECT id FROM corridor_task WHERE deployment_id = $1 AND closed_at IS NULL ORDER BY id', [deployment.id]);
    const legs = await openLegs(db, deployment.id);
    const named = (kind: corridor.OpenReference['kind'], rows: readonly { id: string }[]): corridor.OpenReference[] => rows.map(({ id }) => ({ kind, id }));
    return [...named('alert', alerts), ...named('leg', legs), ...named('task', tasks)];
  });
}

/** Puts somebody in charge: what is left to do, and the alerts that the one before had in hand, are theirs in the same moment. */
export async function giveCharge(work: Work, actor: Principal, deployment: Deployment, to: { personId: string; reason: string | null; handoverId: string | null }): Promise<void> {
  const before = await chargeOf(work.db, deployment.id);
  await work.db.query(
    `INSERT INTO corridor_charge (deployment_id, person_id, since, reason) VALUES ($1, $2, $3, $4)
     ON CONFLICT ON CONSTRAINT one_in_charge DO UPDATE SET person_id = $2, since = $3, reason = $4`,
    [deployment.id, to.personId, work.now, to.reason],
  );
  const audience = await staffAudience(work.db, deployment);
  const told = { deploymentId: deployment.id, institutionId: deployment.operatorId };
  work.record(corridor.chargeTaken, deploymentStream(deployment.id), { ...told, personId: to.personId, beforePersonId: before?.personId ?? null, handoverId: to.handoverId }, { audience });
  const [moved] = await work.db.query<[{ id: string }[], number]>('UPDATE corridor_task SET holder_id = $2 WHERE deployment_id = $1 AND closed_at IS NULL AND holder_id <> $2 RETURNING id', [deployment.id, to.personId]);
  for (const { id } of moved) work.record(corridor.taskChanged, deploymentStream(deployment.id), { ...told, taskId: id, holderId: to.personId, open: true }, { audience });
  if (before !== null) await moveAlerts(work, actor, deployment, before.personId, to.personId);
}

async function moveAlerts(work: Work, actor: Principal, { id }: Deployment, fromId: string, toId: string): Promise<void> {
  await asHub(work.db, async () => {
    const held = await work.db.find(Alert, { where: { deploymentId: id, assigneeId: fromId, state: 'assigned' }, order: { id: 'ASC' }, lock: { mode: 'for_no_key_update' } });
    for (const alert of held) {
      alert.assigneeId = toId;
      await takeStep(work, alert, { step: 'assigned', personId: actor.personId });
    }
  });
}
