import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import { systemClock, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { judgeHearing } from './judge-hearing.js';

type View = Output<typeof corridor.listHearings>;

interface Row {
  readonly unitId: string;
  readonly institutionId: string;
  readonly fix_time: Date | null;
  readonly everySeconds: number;
}

@Injectable()
@Answers(corridor.listHearings, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListHearings implements QueryHandler<typeof corridor.listHearings> {
  async execute(_: Principal, { corridorId, limit, iterator }: Params<typeof corridor.listHearings>, db: EntityManager): Promise<Page<View>> {
    const rows = await db.query<Row[]>(
      `SELECT t.unit_id AS "unitId", t.institution_id AS "institutionId", t.fix_time, coalesce(h.every_seconds, ${corridor.EXPECTED_EVERY}) AS "everySeconds"
       FROM corridor_track t JOIN corridor_unit u ON u.id = t.unit_id AND u.state <> 'retired' LEFT JOIN corridor_hearing h ON h.unit_id = t.unit_id
       WHERE t.corridor_id = $1 AND ($2::uuid IS NULL OR t.unit_id > $2) ORDER BY t.unit_id LIMIT $3`,
      [corridorId, placeOf(iterator, corridor.id), limit + 1],
    );
    const now = systemClock.now().getTime();
    return pageOf(rows.map((row) => view(row, now)), limit, (row) => row.unitId);
  }
}

function view({ fix_time: fixTime, ...row }: Row, now: number): View {
  const ageSeconds = fixTime === null ? null : Math.max(0, Math.floor((now - fixTime.getTime()) / 1_000));
  return { ...row, ageSeconds, hearing: judgeHearing(ageSeconds, row.everySeconds) };
}
