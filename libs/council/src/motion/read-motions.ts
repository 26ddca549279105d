import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { MoreThan, type EntityManager } from 'typeorm';
import { council, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { Motion, motionView } from './motion.entity.js';

/** The motions of a meeting with their texts. */
@Injectable()
@Answers(council.motions, (params) => ({ kind: 'meeting', id: params.meetingId }))
export class ReadMotions implements QueryHandler<typeof council.motions> {
  async execute(_: Principal, { meetingId, limit, iterator }: Params<typeof council.motions>, db: EntityManager): Promise<Page<Output<typeof council.motions>>> {
    const start = placeOf(iterator, z.int().min(1)) ?? 0;
    const motions = await db.find(Motion, { where: { meetingId, number: MoreThan(start) }, order: { number: 'ASC' }, take: limit + 1 });
    const views = motions.map((motion) => ({ ...motionView(motion), text: motion.text, tabledAt: motion.tabledAt.toISOString() }));
    return pageOf(views, limit, (motion) => motion.number);
  }
}
