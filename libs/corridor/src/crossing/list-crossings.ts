import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { COUNTRIES } from './read-on.js';
import { kindOf } from './tell-crossings.js';

type View = Output<typeof corridor.listCrossings>;
const place = z.tuple([z.iso.datetime(), z.uuid()]);

interface Row {
  readonly id: string;
  readonly unit_id: string;
  readonly institution_id: string;
  readonly deployment_id: string | null;
  readonly fence_id: string | null;
  readonly from_value: string | null;
  readonly to_value: string;
  readonly crossed_at: Date;
  readonly late: boolean;
}

/** Row-level security leaves those that the caller may locate (`corridor_locates`). */
@Injectable()
@Answers(corridor.listCrossings, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListCrossings implements QueryHandler<typeof corridor.listCrossings> {
  async execute(_: Principal, { corridorId, unitId, fenceId, limit, iterator }: Params<typeof corridor.listCrossings>, db: EntityManager): Promise<Page<View>> {
    const [at, id] = placeOf(iterator, place) ?? [null, null];
    const rows = await db.query<Row[]>(
      `SELECT id, unit_id, institution_id, deployment_id, fence_id, from_value, to_value, crossed_at, late FROM corridor_crossing
       WHERE corridor_id = $1 AND ($2::uuid IS NULL OR unit_id = $2) AND ($3::uuid IS NULL OR fence_id = $3) AND ($4::timestamptz IS NULL OR (crossed_at, id) < ($4, $5::uuid))
       ORDER BY crossed_at DESC, id DESC LIMIT $6`,
      [corridorId, unitId ?? null, fenceId ?? null, at, id, limit + 1],
    );
    return pageOf(rows.map(view), limit, (row) => [row.crossedAt, row.crossingId]);
  }
}

function view(row: Row): View {
  const border = row.fence_id === null;
  return {
    crossingId: row.id, unitId: row.unit_id, institutionId: row.institution_id, deploymentId: row.deployment_id, kind: kindOf(row.fence_id ?? COUNTRIES, row.to_value), fenceId: row.fence_id,
    fromCountry: border ? row.from_value : null, countryCode: border ? row.to_value : null, crossedAt: row.crossed_at.toISOString(), late: row.late,
  };
}
