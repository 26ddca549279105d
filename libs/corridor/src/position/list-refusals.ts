import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';

type Refusals = Output<typeof corridor.listRefusals>;
type Held = Output<typeof corridor.listHeld>;

const counted = z.tuple([z.iso.date(), z.string(), z.string()]);
const arrived = z.tuple([z.iso.datetime(), z.iso.datetime(), z.number()]);

@Injectable()
@Answers(corridor.listRefusals, (params) => ({ kind: 'unit', id: params.unitId }))
export class ListRefusals implements QueryHandler<typeof corridor.listRefusals> {
  async execute(_: Principal, { unitId, limit, iterator }: Params<typeof corridor.listRefusals>, db: EntityManager): Promise<Page<Refusals>> {
    const rows = await db.query<(Omit<Refusals, 'lastAt'> & { lastAt: Date })[]>(
      `SELECT day::text AS day, tracker_id AS "trackerId", rule, count, last_at AS "lastAt" FROM corridor_refusal
       WHERE unit_id = $1 AND ($2::date IS NULL OR (day, rule, coalesce(tracker_id::text, '')) < ($2::date, $3, $4)) ORDER BY day DESC, rule DESC, coalesce(tracker_id::text, '') DESC LIMIT $5`,
      [unitId, ...(placeOf(iterator, counted) ?? [null, null, null]), limit + 1],
    );
    return pageOf(rows.map((row) => ({ ...row, lastAt: row.lastAt.toISOString() })), limit, ({ day, rule, trackerId }) => [day, rule, trackerId ?? '']);
  }
}

@Injectable()
@Answers(corridor.listHeld, (params) => ({ kind: 'unit', id: params.unitId }))
export class ListHeld implements QueryHandler<typeof corridor.listHeld> {
  async execute(_: Principal, { unitId, limit, iterator }: Params<typeof corridor.listHeld>, db: EntityManager): Promise<Page<Held>> {
    const rows = await db.query<(Omit<Held, 'fixTime' | 'serverTime'> & { fixTime: Date; serverTime: Date })[]>(
      `SELECT fix_time AS "fixTime", server_time AS "serverTime", latitude, longitude, tracker_id AS "trackerId" FROM corridor_fix_held
       WHERE unit_id = $1 AND ($2::timestamptz IS NULL OR (server_time, fix_time, latitude) < ($2, $3, $4)) ORDER BY server_time DESC, fix_time DESC, latitude DESC LIMIT $5`,
      [unitId, ...(placeOf(iterator, arrived) ?? [null, null, null]), limit + 1],
    );
    return pageOf(rows.map((row) => ({ ...row, fixTime: row.fixTime.toISOString(), serverTime: row.serverTime.toISOString() })), limit, (row) => [row.serverTime, row.fixTime, row.latitude]);
  }
}
