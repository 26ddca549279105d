import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';

type View = Output<typeof corridor.listFences>;

@Injectable()
@Answers(corridor.listFences, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListFences implements QueryHandler<typeof corridor.listFences> {
  async execute(_: Principal, { corridorId, limit, iterator }: Params<typeof corridor.listFences>, db: EntityManager): Promise<Page<View>> {
    const rows = await db.query<(Omit<View, 'since'> & { since: Date })[]>(
      `SELECT f.id, f.institution_id AS "institutionId", f.name, f.names, f.version, CASE WHEN f.retired_at IS NULL THEN 'in_force' ELSE 'retired' END AS state, m.since, m.shape, m.rule, m.calendar
       FROM corridor_fence f JOIN corridor_fence_form m ON m.fence_id = f.id AND m.version = f.version
       WHERE f.corridor_id = $1 AND ($2::uuid IS NULL OR f.id < $2) ORDER BY f.id DESC LIMIT $3`,
      [corridorId, placeOf(iterator, corridor.id), limit + 1],
    );
    return pageOf(rows.map((row) => ({ ...row, since: row.since.toISOString() })), limit, (row) => row.id);
  }
}
