import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { clearAlert } from '../alert/raise-alert.js';
import { lockDeployment } from '../deployment/deployment.entity.js';
import { redraw } from '../fence/drawings.js';
import { deviationOf } from './follow-routes.js';
import { Way } from './planned-way.js';
import { tellRoute } from './tell-route.js';
import type { Place } from '../fence/measure.js';

@Injectable()
@Handles(corridor.dropRoute, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class DropRoute implements CommandHandler<typeof corridor.dropRoute> {
  async execute(_: Principal, { deploymentId }: Input<typeof corridor.dropRoute>, work: Work): Promise<Output<typeof corridor.dropRoute>> {
    const deployment = await lockDeployment(work.db, deploymentId);
    const [[route]] = await work.db.query<[{ version: number; line: readonly Place[] }[], number]>('UPDATE corridor_route SET dropped = true WHERE deployment_id = $1 AND NOT dropped RETURNING version, line', [deploymentId]);
    if (route === undefined) throw new DomainError('route_missing', 'No way is planned for this deployment.');
    await redraw(work.db, deployment.corridorId);
    await clearAlert(work, deployment.corridorId, deviationOf(deploymentId));
    await tellRoute(work, deployment, { version: route.version, state: 'dropped', lengthMetres: Math.round(new Way(route.line).length) });
    return {};
  }
}
