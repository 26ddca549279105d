import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { UNDER_WAY } from '../sharing/audience-of.js';
import { deploymentMachine } from './deployment-states.js';
import { Deployment, knowDeployment, type DeploymentView } from './deployment.entity.js';

@Injectable()
@Answers(corridor.listDeployments, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListDeployments implements QueryHandler<typeof corridor.listDeployments> {
  async execute(_: Principal, { corridorId, state, limit, iterator }: Params<typeof corridor.listDeployments>, db: EntityManager): Promise<Page<DeploymentView>> {
    const before = placeOf(iterator, corridor.id);
    const found = db.createQueryBuilder(Deployment, 'd').where('d.corridorId = :corridorId', { corridorId }).orderBy('d.id', 'DESC').limit(limit + 1);
    if (state !== undefined) found.andWhere('d.state IN (:...states)', { states: state === 'under_way' ? UNDER_WAY : [state] });
    if (before !== null) found.andWhere('d.id < :before', { before });
    return pageOf((await found.getMany()).map((row) => row.view()), limit, (row) => row.id);
  }
}

@Injectable()
@Answers(corridor.readDeployment, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class ReadDeployment implements QueryHandler<typeof corridor.readDeployment> {
  async execute(_: Principal, { deploymentId }: Params<typeof corridor.readDeployment>, db: EntityManager): Promise<Output<typeof corridor.readDeployment>> {
    return (await knowDeployment(db, deploymentId)).view();
  }
}

/** Of each deployment of a corridor that is not over only what a map needs. */
export function readDeploymentFacts(db: EntityManager, corridorId: string): Promise<unknown[]> {
  return db.query(
    `SELECT id, unit_id AS "unitId", operator_id AS "institutionId", host_id AS "hostId", country_code AS "countryCode", zone, latitude, longitude, centre_id AS "centreId", state, version
     FROM corridor_deployment WHERE corridor_id = $1 AND state <> ALL ($2) ORDER BY id`,
    [corridorId, deploymentMachine.ends],
  );
}
