import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import { systemClock, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';

type View = Output<typeof corridor.listShares>;

interface Row {
  readonly id: string;
  readonly precisionMetres: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly endsAt: Date;
  readonly ended: boolean;
  readonly looks: number;
}

@Injectable()
@Answers(corridor.listShares, (params) => ({ kind: 'unit', id: params.unitId }))
export class ListShares implements QueryHandler<typeof corridor.listShares> {
  async execute(_: Principal, { unitId, limit, iterator }: Params<typeof corridor.listShares>, db: EntityManager): Promise<Page<View>> {
    const rows = await db.query<Row[]>(
      `SELECT id, precision_metres AS "precisionMetres", created_at AS "createdAt", created_by AS "createdBy", least(ends_at, ended_at) AS "endsAt", ended_at IS NOT NULL OR ends_at <= $4 AS ended, looks
       FROM corridor_share WHERE unit_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [unitId, placeOf(iterator, corridor.id), limit + 1, systemClock.now()],
    );
    const data = rows.map(({ ended, createdAt, endsAt, ...row }): View => ({ ...row, state: ended ? 'ended' : 'open', createdAt: createdAt.toISOString(), endsAt: endsAt.toISOString() }));
    return pageOf(data, limit, (row) => row.id);
  }
}
