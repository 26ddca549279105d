import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { alliance, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';
import { Office } from '../office/office.entity.js';
import { Body } from './body.entity.js';

@Injectable()
@Answers(alliance.readBody, (params) => ({ kind: 'body', id: params.bodyId }))
export class ReadBody implements QueryHandler<typeof alliance.readBody> {
  async execute(_actor: Principal, { bodyId }: Params<typeof alliance.readBody>, db: EntityManager): Promise<Output<typeof alliance.readBody>> {
    const body = await db.findOneByOrFail(Body, { id: bodyId });
    const offices = await db.find(Office, { where: { bodyId, endedAt: IsNull() }, order: { beganAt: 'ASC', id: 'ASC' } });
    return { ...body, officers: offices.map(({ personId, office, beganAt }) => ({ personId, office, from: beganAt.toISOString() })) };
  }
}
