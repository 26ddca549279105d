import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Input, type Output } from '#contracts';
import { newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { deploymentMachine, type DeploymentState } from '../deployment/deployment-states.js';
import { lockDeployment, type Deployment } from '../deployment/deployment.entity.js';
import { endOf, Leg, saveLeg, takeLeg } from './leg.entity.js';

type Changed = Output<typeof corridor.planLeg>;

/** A way is planned as long as the deployment is not over: also the way home. */
const PLANNABLE = corridor.deploymentState.options.filter((state: DeploymentState) => !deploymentMachine.ends.includes(state));

@Injectable()
@Handles(corridor.planLeg, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class PlanLeg implements CommandHandler<typeof corridor.planLeg> {
  async execute(_: Principal, { deploymentId, place, departure, arrival, ...ends }: Input<typeof corridor.planLeg>, work: Work): Promise<Changed> {
    const deployment = await lockDeployment(work.db, deploymentId);
    deployment.insist(PLANNABLE);
    const leg = work.db.create(Leg, { id: newId(), corridorId: deployment.corridorId, deploymentId, departure, arrival, departedAt: null, arrivedAt: null, dropped: false, version: 1 });
    await setEnds(work.db, leg, ends);
    leg.place = await makeRoom(work, deployment, place);
    leg.settleTimes();
    return saveLeg(work, deployment, leg);
  }
}

@Injectable()
@Handles(corridor.changeLeg, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class ChangeLeg implements CommandHandler<typeof corridor.changeLeg> {
  async execute(_: Principal, { deploymentId, legId, version, departure, arrival, ...ends }: Input<typeof corridor.changeLeg>, work: Work): Promise<Changed> {
    const deployment = await lockDeployment(work.db, deploymentId);
    deployment.insist(PLANNABLE);
    const leg = await takeLeg(work.db, deployment, legId, version);
    // Of a leg that has been left only where and when it ends is still a plan.
    if (departure === undefined && ends.from === undefined) leg.insistOnOpen();
    else leg.insistOnNotLeft();
    await setEnds(work.db, leg, ends);
    Object.assign(leg, { departure: departure ?? leg.departure, arrival: arrival ?? leg.arrival, version: leg.version + 1 });
    leg.settleTimes();
    return saveLeg(work, deployment, leg);
  }
}

@Injectable()
@Handles(corridor.dropLeg, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class DropLeg implements CommandHandler<typeof corridor.dropLeg> {
  async execute(_: Principal, { deploymentId, legId, version }: Input<typeof corridor.dropLeg>, work: Work): Promise<Changed> {
    const deployment = await lockDeployment(work.db, deploymentId);
    const leg = await takeLeg(work.db, deployment, legId, version);
    leg.insistOnNotLeft();
    leg.dropped = true;
    leg.version += 1;
    return saveLeg(work, deployment, leg);
  }
}

/** Where a new leg stands: last, or where it is put, and those from there on stand one further. */
async function makeRoom(work: Work, deployment: Deployment, wanted?: number): Promise<number> {
  const legs = await work.db.find(Leg, { where: { deploymentId: deployment.id, dropped: false }, order: { place: 'DESC' } });
  const last = (legs[0]?.place ?? 0) + 1;
  if (wanted === undefined || wanted >= last) return last;
  // From the last one down, so that no two stand at one place in between.
  for (const leg of legs.filter(({ place }) => place >= wanted)) {
    leg.place += 1;
    leg.version += 1;
    await saveLeg(work, deployment, leg);
  }
  return wanted;
}

async function setEnds(db: EntityManager, leg: Leg, { from, to }: { from?: corridor.LegEnd | undefined; to?: corridor.LegEnd | undefined }): Promise<void> {
  if (from !== undefined) {
    const { centreId, latitude, longitude, zone } = await endOf(db, leg.corridorId, from);
    Object.assign(leg, { fromCentreId: centreId, fromLatitude: latitude, fromLongitude: longitude, departureZone: zone });
  }
  if (to === undefined) return;
  const { centreId, latitude, longitude, zone } = await endOf(db, leg.corridorId, to);
  Object.assign(leg, { toCentreId: centreId, toLatitude: latitude, toLongitude: longitude, arrivalZone: zone });
}
