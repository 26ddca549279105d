import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { guardsOf, type DeploymentState } from './deployment-states.js';

type Step = Output<typeof corridor.listSteps>;
interface Row { readonly version: number; readonly from: DeploymentState | null; readonly to: DeploymentState; readonly actor: string; readonly reason: string | null; readonly at: Date }

/** Who did what, when and why: for the two parties, not for everybody who knows of the deployment. */
@Injectable()
@Answers(corridor.listSteps, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class ListSteps implements QueryHandler<typeof corridor.listSteps> {
  async execute(_: Principal, { deploymentId, limit, iterator }: Params<typeof corridor.listSteps>, db: EntityManager): Promise<Page<Step>> {
    const rows = await db.query<Row[]>(
      `SELECT version, from_state AS "from", to_state AS "to", actor, reason, at FROM corridor_step
       WHERE deployment_id = $1 AND version > $2 ORDER BY version LIMIT $3`,
      [deploymentId, placeOf(iterator, z.int()) ?? 0, limit + 1],
    );
    return pageOf(rows.map(view), limit, (row) => row.version);
  }
}

function view({ at, ...step }: Row): Step {
  return { ...step, at: at.toISOString(), guards: step.from === null ? [] : [...guardsOf(step.from, step.to)] };
}
