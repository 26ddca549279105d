import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';
import { arrivalsOf } from './arrivals.rows.js';

@Injectable()
@Answers(corridor.readArrivals, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class ReadArrivals implements QueryHandler<typeof corridor.readArrivals> {
  async execute(_: Principal, { deploymentId }: Params<typeof corridor.readArrivals>, db: EntityManager): Promise<Output<typeof corridor.readArrivals>> {
    return { deploymentId, arrivals: await arrivalsOf(db, deploymentId) };
  }
}
