import { corridor, type Command, type Output } from '#contracts';
import { refuseOn } from '#db';
import { moveRights } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { streamOf } from '../corridor/corridor.entity.js';
import { UNDER_WAY } from '../sharing/audience-of.js';
import type { DeploymentState } from './deployment-states.js';
import { Deployment, deploymentStream, lockDeployment } from './deployment.entity.js';

export type Stepped = Output<typeof corridor.requestDeployment>;

/** What every step is asked with. */
export interface StepInput {
  readonly deploymentId: string;
  readonly version?: number | undefined;
  readonly reason?: string | undefined;
}

/** Takes the deployment along the way of a command. `prepare` looks at its guards and changes what the step changes besides the state. */
export async function stepDeployment(work: Work, actor: Principal, command: Command, input: StepInput, prepare?: (deployment: Deployment) => Promise<void> | void): Promise<Stepped> {
  const deployment = await lockDeployment(work.db, input.deploymentId, input.version);
  const from = deployment.state;
  deployment.move(command);
  await prepare?.(deployment);
  deployment.movedAt = work.now;
  await saveStep(work, deployment);
  await noteStep(work, actor, deployment, from, input.reason ?? null);
  // With its acceptance a host begins to see what the unit has and does, and with its end it no longer does.
  if (isUnderWay(from) !== isUnderWay(deployment.state)) moveRights(work, [streamOf(deployment.corridorId), deploymentStream(deployment.id)]);
  return answer(deployment);
}

/** Writes a step down with who took it and why, and tells both streams that it was taken. */
export async function noteStep(work: Work, actor: Principal, deployment: Deployment, from: DeploymentState | null, reason: string | null): Promise<void> {
  const { id, corridorId, unitId, operatorId, hostId, countryCode, zone, latitude, longitude, centreId, state, version } = deployment;
  await work.db.query(
    'INSERT INTO corridor_step (deployment_id, version, from_state, to_state, actor, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [id, version, from, state, actor.actor, reason, work.now],
  );
  const step = { deploymentId: id, unitId, institutionId: operatorId, hostId, countryCode, from, to: state, version };
  work.record(corridor.deploymentMoved, streamOf(corridorId), { ...step, centreId, zone, point: { latitude, longitude } });
  work.record(corridor.deploymentStepped, deploymentStream(id), { ...step, registered: deployment.registeredAt !== null });
}

/** The rules that the row itself keeps, as refusals. */
async function saveStep({ db }: Work, deployment: Deployment): Promise<void> {
  const { id, siteName, countryCode, zone, latitude, longitude, centreId, state, version, movedAt, registeredAt } = deployment;
  await db.update(Deployment, { id }, { siteName, countryCode, zone, latitude, longitude, centreId, state, version, movedAt, registeredAt })
    .catch(refuseOn('one_deployment_under_way', new DomainError('deployment_under_way', 'The unit is on another deployment already; that one has to end first.', { unitId: deployment.unitId })))
    .catch(refuseOn('registered_before_work', new DomainError('not_registered', 'The unit is not registered with the host yet; note the number first.')))
    .catch(refuseOn('exit_report_before_close', new DomainError('exit_report_missing', 'A deployment is closed with an exit report; file it first.')));
}

export function answer({ id, state, version }: Deployment): Stepped {
  return { deploymentId: id, state, version };
}

function isUnderWay(state: DeploymentState): boolean {
  return (UNDER_WAY as readonly string[]).includes(state);
}
