import { Injectable } from '@nestjs/common';
import { LessThan, type EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { Tracker } from './tracker.entity.js';

type View = Output<typeof corridor.listTrackers>;

@Injectable()
@Answers(corridor.listTrackers, (params) => ({ kind: 'unit', id: params.unitId }))
export class ListTrackers implements QueryHandler<typeof corridor.listTrackers> {
  async execute(_: Principal, { unitId, limit, iterator }: Params<typeof corridor.listTrackers>, db: EntityManager): Promise<Page<View>> {
    const before = placeOf(iterator, corridor.id);
    // Ids carry the time that they were made at: the latest binding comes first.
    const found = await db.find(Tracker, { where: { unitId, ...(before === null ? {} : { id: LessThan(before) }) }, order: { id: 'DESC' }, take: limit + 1 });
    return pageOf(found.map(view), limit, (row) => row.id);
  }
}

function view({ id, unitId, deviceId, kind, boundAt, renewedAt, unboundAt, clockOffsetMs }: Tracker): View {
  return {
    id, unitId, deviceId, kind, boundAt: boundAt.toISOString(), renewedAt: renewedAt?.toISOString() ?? null, unboundAt: unboundAt?.toISOString() ?? null,
    clockOffsetMs: clockOffsetMs === null ? null : Number(clockOffsetMs),
  };
}
