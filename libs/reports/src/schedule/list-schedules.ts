import { Injectable } from '@nestjs/common';
import { LessThan, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { reports, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Granted, type Page, type QueryHandler } from '#realtime';
import { Schedule } from './schedule.entity.js';

type Item = Output<typeof reports.listSchedules>;

@Injectable()
@Answers(reports.listSchedules, () => theHub)
export class ListSchedules implements QueryHandler<typeof reports.listSchedules> {
  async execute(actor: Principal, { limit, iterator, of, state }: Params<typeof reports.listSchedules>, db: EntityManager, { standing }: Granted): Promise<Page<Item>> {
    if (actor.personId === null) return { data: [], iterator: null, done: true };
    if (of === 'all' && !standing.has('administrator')) throw new DomainError('forbidden', 'Only administrators see the schedules of others.');
    const before = placeOf(iterator, z.uuid());
    const where = { ...(of === 'all' ? {} : { ownerId: actor.personId }), ...(state === undefined ? {} : { state }), ...(before === null ? {} : { id: LessThan(before) }) };
    const found = await db.find(Schedule, { where, order: { id: 'DESC' }, take: limit + 1 });
    return pageOf(found.map(toItem), limit, (item) => item.id);
  }
}

function toItem({ id, ownerId, name, kind, cron, zone, state, dueAt }: Schedule): Item {
  return { id, ownerId, name, kind, cron, zone, state, dueAt: dueAt?.toISOString() ?? null };
}
