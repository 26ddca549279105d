import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockDeployment } from '../deployment/deployment.entity.js';
import { saveLeg, takeLeg } from './leg.entity.js';

type Changed = Output<typeof corridor.departLeg>;

/** A unit drives to its site, and after its work it drives home. */
@Injectable()
@Handles(corridor.departLeg, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class DepartLeg implements CommandHandler<typeof corridor.departLeg> {
  async execute(_: Principal, { deploymentId, legId, version, at }: Input<typeof corridor.departLeg>, work: Work): Promise<Changed> {
    const deployment = await lockDeployment(work.db, deploymentId);
    deployment.insist(['mobilising', 'in_transit', 'diverted', 'demobilising', 'closed', 'cancelled', 'evacuated']);
    const leg = await takeLeg(work.db, deployment, legId, version);
    leg.insistOnNotLeft();
    leg.departedAt = happened(work.now, at);
    leg.version += 1;
    return saveLeg(work, deployment, leg);
  }
}

@Injectable()
@Handles(corridor.arriveLeg, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class ArriveLeg implements CommandHandler<typeof corridor.arriveLeg> {
  async execute(_: Principal, { deploymentId, legId, version, at }: Input<typeof corridor.arriveLeg>, work: Work): Promise<Changed> {
    const deployment = await lockDeployment(work.db, deploymentId);
    const leg = await takeLeg(work.db, deployment, legId, version);
    leg.insistOnOpen();
    if (leg.departedAt === null) throw new DomainError('leg_not_left', 'The unit has not left on this leg yet; note its departure first.', { legId });
    leg.arrivedAt = happened(work.now, at);
    leg.version += 1;
    return saveLeg(work, deployment, leg);
  }
}

/** What is noted as having happened does not lie ahead. @throws DomainError leg_times */
function happened(now: Date, at?: string): Date {
  const instant = at === undefined ? now : new Date(at);
  if (instant > now) throw new DomainError('leg_times', 'What has happened does not lie ahead.', { now: now.toISOString() });
  return instant;
}
