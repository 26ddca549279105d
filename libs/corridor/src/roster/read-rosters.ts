import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import { systemClock, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { lookAhead, onCall } from './on-call.js';
import { readRosters, type Place, type RosterRow } from './roster-rows.js';

const place = z.tuple([z.uuid(), z.string(), z.int()]);
const placeOfRow = ({ institutionId, kind, level }: Pick<RosterRow, 'institutionId' | 'kind' | 'level'>): Place => [institutionId, kind, level];
/** How far ahead holes are looked for (ms). */
const WEEK = 7 * 24 * 3_600_000;

@Injectable()
@Answers(corridor.listRosters, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListRosters implements QueryHandler<typeof corridor.listRosters> {
  async execute(_: Principal, { corridorId, institutionId, limit, iterator }: Params<typeof corridor.listRosters>, db: EntityManager): Promise<Page<Output<typeof corridor.listRosters>>> {
    const rows = await readRosters(db, corridorId, institutionId ?? null, placeOf(iterator, place), limit + 1);
    const views = rows.map(({ shifts, holidays, overrides, ...row }) => ({
      ...row, shifts: [...shifts], holidays: [...holidays],
      overrides: overrides.map((one) => ({ ...one, personIds: [...one.personIds], givenAt: new Date(one.givenAt).toISOString() })),
    }));
    return pageOf(views, limit, placeOfRow);
  }
}

@Injectable()
@Answers(corridor.readOnCall, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ReadOnCall implements QueryHandler<typeof corridor.readOnCall> {
  async execute(_: Principal, { corridorId, institutionId, at: wanted, limit, iterator }: Params<typeof corridor.readOnCall>, db: EntityManager): Promise<Page<Output<typeof corridor.readOnCall>>> {
    const at = wanted === undefined ? systemClock.now() : new Date(wanted);
    const rows = await readRosters(db, corridorId, institutionId ?? null, placeOf(iterator, place), limit + 1);
    return pageOf(rows.map((row) => view(row, at)), limit, placeOfRow);
  }
}

function view(row: RosterRow, at: Date): Output<typeof corridor.readOnCall> {
  const { institutionId, kind, level, zone } = row;
  const personIds = onCall(row, at);
  const { until, holes } = lookAhead(row, at, new Date(at.getTime() + WEEK));
  return {
    institutionId, kind, level, zone, at: at.toISOString(), personIds, until: until?.toISOString() ?? null, hole: personIds.length === 0,
    holes: holes.map(({ from, to }) => ({ from: from.toISOString(), to: to.toISOString() })),
  };
}
