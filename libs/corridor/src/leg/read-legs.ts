import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import { DomainError, systemClock, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { UNDER_WAY } from '../sharing/audience-of.js';
import { Leg, type LegView } from './leg.entity.js';

@Injectable()
@Answers(corridor.listLegs, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class ListLegs implements QueryHandler<typeof corridor.listLegs> {
  async execute(_: Principal, { deploymentId, limit, iterator }: Params<typeof corridor.listLegs>, db: EntityManager): Promise<Page<LegView>> {
    const after = placeOf(iterator, z.int()) ?? 0;
    const found = await db.createQueryBuilder(Leg, 'l').where('l.deploymentId = :deploymentId AND NOT l.dropped AND l.place > :after', { deploymentId, after }).orderBy('l.place').limit(limit + 1).getMany();
    return pageOf(found.map((leg) => leg.view(systemClock.now())), limit, (leg) => leg.place);
  }
}

@Injectable()
@Answers(corridor.readLeg, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class ReadLeg implements QueryHandler<typeof corridor.readLeg> {
  async execute(_: Principal, { deploymentId, legId }: Params<typeof corridor.readLeg>, db: EntityManager): Promise<Output<typeof corridor.readLeg>> {
    const leg = await db.findOneBy(Leg, { id: legId, deploymentId });
    if (leg === null) throw new DomainError('leg_unknown', 'There is no leg of this id in the deployment.');
    return leg.view(systemClock.now());
  }
}

/** Since when a leg that is not over is due: by its departure until it is left, by its arrival from then on. */
const DUE = 'CASE WHEN l.departed_at IS NULL THEN l.departure_at ELSE l.arrival_at END';

@Injectable()
@Answers(corridor.listLateLegs, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListLateLegs implements QueryHandler<typeof corridor.listLateLegs> {
  async execute(_: Principal, { corridorId, limit, iterator }: Params<typeof corridor.listLateLegs>, db: EntityManager): Promise<Page<LegView>> {
    const now = systemClock.now();
    const [due, id] = placeOf(iterator, z.tuple([z.iso.datetime(), z.uuid()])) ?? [null, null];
    const found = db.createQueryBuilder(Leg, 'l').innerJoin('corridor_deployment', 'd', 'd.id = l.deployment_id AND d.state IN (:...underWay)', { underWay: UNDER_WAY })
      .where('l.corridorId = :corridorId AND NOT l.dropped AND l.arrivedAt IS NULL', { corridorId }).andWhere(`${DUE} < :now`, { now })
      .orderBy(DUE).addOrderBy('l.id').limit(limit + 1);
    if (due !== null) found.andWhere(`(${DUE}, l.id) > (:due, :id)`, { due, id });
    return pageOf((await found.getMany()).map((leg) => leg.view(now)), limit, (leg) => [leg.departedAt === null ? leg.departureAt : leg.arrivalAt, leg.id]);
  }
}

/** The legs of a deployment that are planned or under way, in their order. */
export function openLegs(db: EntityManager, deploymentId: string): Promise<Leg[]> {
  return db.createQueryBuilder(Leg, 'l').where('l.deploymentId = :deploymentId AND NOT l.dropped AND l.arrivedAt IS NULL', { deploymentId }).orderBy('l.place').getMany();
}
