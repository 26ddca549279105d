import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockDeployment } from '../deployment/deployment.entity.js';
import type { DeploymentState } from '../deployment/deployment-states.js';
import { redraw } from '../fence/drawings.js';
import { Way } from './planned-way.js';
import { tellRoute } from './tell-route.js';

/** States in which the way to the site still lies ahead. */
const AHEAD: readonly DeploymentState[] = ['planned', 'requested', 'accepted', 'mobilising', 'in_transit', 'diverted'];

@Injectable()
@Handles(corridor.planRoute, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class PlanRoute implements CommandHandler<typeof corridor.planRoute> {
  async execute(_: Principal, { deploymentId, line, widthMetres, dwellSeconds, dwellFixes }: Input<typeof corridor.planRoute>, work: Work): Promise<Output<typeof corridor.planRoute>> {
    const deployment = await lockDeployment(work.db, deploymentId);
    deployment.insist(AHEAD);
    const [{ version } = { version: 1 }] = await work.db.query<{ version: number }[]>(
      `INSERT INTO corridor_route AS r (deployment_id, corridor_id, institution_id, unit_id, version, line, width_metres, dwell_seconds, dwell_fixes, planned_at, dropped)
       VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, false)
       ON CONFLICT (deployment_id) DO UPDATE SET version = r.version + 1, line = $5, width_metres = $6, dwell_seconds = $7, dwell_fixes = $8, planned_at = $9, dropped = false RETURNING version`,
      [deploymentId, deployment.corridorId, deployment.operatorId, deployment.unitId, JSON.stringify(line), widthMetres, dwellSeconds, dwellFixes, work.now],
    );
    await redraw(work.db, deployment.corridorId);
    await tellRoute(work, deployment, { version, state: 'planned', lengthMetres: Math.round(new Way(line).length) });
    return { version };
  }
}
