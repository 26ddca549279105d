import type { Output, corridor } from '#contracts';
import { concept, meta, refer, type Resource } from './resource.js';

type Deployment = Output<typeof corridor.readDeployment>;
type Leg = Output<typeof corridor.readLeg>;

/** What FHIR calls the state of a deployment. The state itself stands in `businessStatus`, so nothing is lost. */
export const taskStatus: Readonly<Record<corridor.DeploymentState, string>> = {
  // Nobody but the operator has been asked.
  planned: 'draft',
  requested: 'requested',
  // The host has accepted and tasked the unit, which has not begun.
  accepted: 'accepted',
  // From getting ready to leave until packed: work has begun and is not over.
  mobilising: 'in-progress', in_transit: 'in-progress', arrived: 'in-progress', setting_up: 'in-progress', operational: 'in-progress',
  // With less than declared, but it works.
  constrained: 'in-progress',
  transitioning: 'in-progress', demobilising: 'in-progress',
  // It cannot go on until it is said where to.
  diverted: 'on-hold',
  closed: 'completed', declined: 'rejected', cancelled: 'cancelled',
  // It was begun and could not be brought to its end.
  evacuated: 'failed',
};

/** `ready`: it can be set out on; whether the deployment may is said by the deployment. */
const legStatus: Readonly<Record<Leg['state'], string>> = { planned: 'ready', under_way: 'in-progress', over: 'completed', dropped: 'cancelled' };

/** A deployment: the host tasks, the operator owns, the unit is what it is about. */
export function deploymentTask(deployment: Deployment): Resource {
  const { id, unitId, operatorId, hostId, site, stay, state, version, plannedAt, movedAt, registeredAt } = deployment;
  return {
    resourceType: 'Task', id, ...meta(movedAt, version), status: taskStatus[state], businessStatus: concept('deployment-state', state), intent: 'order', code: concept('task', 'deployment'),
    focus: refer('Location', unitId), authoredOn: plannedAt, lastModified: movedAt, requester: refer('Organization', hostId), owner: refer('Organization', operatorId),
    ...(site.centreId === null ? {} : { location: refer('Location', site.centreId) }), ...(registeredAt === null ? {} : { executionPeriod: { start: registeredAt } }),
    ...(stay === null ? {} : { restriction: { period: { start: stay.from, end: stay.until } } }),
  };
}

/** A leg of a deployment: planned times restrict it, those that were are its execution. */
export function legTask({ id, deploymentId, state, version, toCentreId, departureAt, arrivalAt, departedAt, arrivedAt }: Leg): Resource {
  return {
    resourceType: 'Task', id, ...meta(null, version), partOf: [refer('Task', deploymentId)], status: legStatus[state], businessStatus: concept('leg-state', state), intent: 'order', code: concept('task', 'leg'),
    ...(toCentreId === null ? {} : { location: refer('Location', toCentreId) }),
    ...(departedAt === null ? {} : { executionPeriod: { start: departedAt, ...(arrivedAt === null ? {} : { end: arrivedAt }) } }), restriction: { period: { start: departureAt, end: arrivalAt } },
  };
}
