import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';

type View = Output<typeof corridor.readRoute>;

/** Row-level security shows it to those who may know where the unit is (`corridor_locates`). */
@Injectable()
@Answers(corridor.readRoute, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class ReadRoute implements QueryHandler<typeof corridor.readRoute> {
  async execute(_: Principal, { deploymentId }: Params<typeof corridor.readRoute>, db: EntityManager): Promise<View> {
    const [route] = await db.query<(Omit<View, 'plannedAt'> & { plannedAt: Date })[]>(
      `SELECT deployment_id AS "deploymentId", unit_id AS "unitId", institution_id AS "institutionId", version, planned_at AS "plannedAt", line, width_metres AS "widthMetres", dwell_seconds AS "dwellSeconds", dwell_fixes AS "dwellFixes"
       FROM corridor_route WHERE deployment_id = $1 AND NOT dropped`,
      [deploymentId],
    );
    if (route === undefined) throw new DomainError('route_missing', 'No way is planned for this deployment, or none that is shown to you.');
    return { ...route, plannedAt: route.plannedAt.toISOString() };
  }
}
