import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import { systemClock, type Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';
import { judgeAge, type Readings } from './judge-age.js';

type Sum = Output<typeof corridor.sumBoards>['sums'][number];

/** Numbers that mean something when they are added up: sizes of a cylinder or rates of a device do not. */
const SUMMED = [...corridor.boardFields.values()].filter(({ value, code }) => value === 'count' || code === 'oxygen.demand' || code === 'water.litres');

/** Sums over the boards that the reader may read; of all holders in the corridor, whether they reported or not. */
@Injectable()
@Answers(corridor.sumBoards, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class SumBoards implements QueryHandler<typeof corridor.sumBoards> {
  async execute(_: Principal, { corridorId }: Params<typeof corridor.sumBoards>, db: EntityManager): Promise<Output<typeof corridor.sumBoards>> {
    const [holders] = await db.query<{ n: number }[]>('SELECT count(*)::int AS n FROM corridor_holder WHERE corridor_id = $1 AND open', [corridorId]);
    const boards = await db.query<{ readings: Readings }[]>('SELECT b.readings FROM corridor_board b JOIN corridor_holder h ON h.id = b.holder_id WHERE b.corridor_id = $1 AND h.open', [corridorId]);
    const now = systemClock.now();
    return { at: now.toISOString(), sums: SUMMED.map(({ code, unit }) => sumOf(code, unit ?? '', boards.map(({ readings }) => readings), now, holders?.n ?? 0)).filter(({ reported, stale }) => reported + stale > 0) };
  }
}

/** Null is not nought: what nobody reports has no sum, and what is stale is not taken for now. */
function sumOf(field: string, unit: string, boards: readonly Readings[], now: Date, of: number): Sum {
  const known = boards.flatMap((readings) => { const reading = readings[field]; return reading !== undefined && typeof reading.value === 'number' ? [{ ...reading, value: reading.value }] : []; });
  const fresh = known.filter((reading) => judgeAge(field, reading, now) !== 'stale');
  return {
    field, unit, sum: fresh.length === 0 ? null : fresh.reduce((sum, { value }) => sum + value, 0), reported: fresh.length, stale: known.length - fresh.length, of,
    oldestAsOf: fresh.map(({ asOf }) => asOf).sort()[0] ?? null,
  };
}
