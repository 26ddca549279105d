import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import { DomainError, systemClock, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { HOLDER, toldOf, type Holder } from '../holder/holder.js';
import { judgeAge, minutesSince, oldestOf, type Readings } from './judge-age.js';
import { judgeCapacity } from './judge-capacity.js';
import { reckonOxygen } from './reckon-oxygen.js';
import type { BoardClass } from './report-board.js';

export type BoardView = Output<typeof corridor.readBoard>;
type Row = Holder & { readonly shared: readonly BoardClass[]; readonly readings: Readings | null };

/** The holder with what its boards hold that the reader may read: row-level security leaves the others out. */
const BOARD = `SELECT ${HOLDER}, ARRAY(SELECT c FROM unnest(ARRAY['capacity', 'staff']) AS c WHERE corridor_shared(h.institution_id, c)) AS shared,
  (SELECT jsonb_object_agg(r.key, r.value) FROM corridor_board b CROSS JOIN LATERAL jsonb_each(b.readings) r WHERE b.holder_id = h.id) AS readings FROM corridor_holder h`;

@Injectable()
@Answers(corridor.readBoard, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ReadBoard implements QueryHandler<typeof corridor.readBoard> {
  async execute(_: Principal, { corridorId, holderId }: Params<typeof corridor.readBoard>, db: EntityManager): Promise<BoardView> {
    const [row] = await db.query<Row[]>(`${BOARD} WHERE h.corridor_id = $1 AND h.id = $2`, [corridorId, holderId]);
    if (row === undefined) throw new DomainError('not_found', 'There is no centre or unit of this id in this corridor.');
    return view(row, systemClock.now());
  }
}

@Injectable()
@Answers(corridor.listBoards, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListBoards implements QueryHandler<typeof corridor.listBoards> {
  async execute(_: Principal, { corridorId, limit, iterator }: Params<typeof corridor.listBoards>, db: EntityManager): Promise<Page<BoardView>> {
    const rows = await db.query<Row[]>(`${BOARD} WHERE h.corridor_id = $1 AND h.open AND ($2::uuid IS NULL OR h.id > $2) ORDER BY h.id LIMIT $3`, [corridorId, placeOf(iterator, corridor.id), limit + 1]);
    const now = systemClock.now();
    return pageOf(rows.map((row) => view(row, now)), limit, (board) => board.holderId);
  }
}

function view(row: Row, now: Date): BoardView {
  const readings = row.readings ?? {};
  const shown = Object.entries(readings).sort(([a], [b]) => (a < b ? -1 : 1)).map(([field, reading]) => ({
    ...reading, field, unit: corridor.boardFields.get(field)?.unit ?? null, ageMinutes: Math.round(minutesSince(reading.asOf, now)), freshness: judgeAge(field, reading, now),
  }));
  return {
    ...toldOf(row), deploymentId: row.deploymentId, shared: [...row.shared], readings: shown,
    freshness: oldestOf(shown.filter(({ value }) => value !== null).map(({ freshness }) => freshness)),
    oxygen: reckonOxygen(readings, now), assessment: row.shared.length === 0 ? null : judgeCapacity(row, readings, now),
  };
}

const place = z.tuple([z.string(), z.uuid()]);

@Injectable()
@Answers(corridor.listReadings, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListReadings implements QueryHandler<typeof corridor.listReadings> {
  async execute(_: Principal, { corridorId, holderId, field, limit, iterator }: Params<typeof corridor.listReadings>, db: EntityManager): Promise<Page<Output<typeof corridor.listReadings>>> {
    const [asOf, id] = placeOf(iterator, place) ?? [null, null];
    const rows = await db.query<(Omit<Output<typeof corridor.listReadings>, 'asOf' | 'reportedAt'> & { asOf: Date; reportedAt: Date })[]>(
      `SELECT id, field, value, as_of AS "asOf", reported_at AS "reportedAt", person_id AS by, source, deployment_id AS "deploymentId" FROM corridor_reading
       WHERE corridor_id = $1 AND holder_id = $2 AND ($3::text IS NULL OR field = $3) AND ($4::timestamptz IS NULL OR (as_of, id) < ($4, $5::uuid)) ORDER BY as_of DESC, id DESC LIMIT $6`,
      [corridorId, holderId, field ?? null, asOf, id, limit + 1],
    );
    return pageOf(rows.map((row) => ({ ...row, asOf: row.asOf.toISOString(), reportedAt: row.reportedAt.toISOString() })), limit, (row) => [row.asOf, row.id]);
  }
}
