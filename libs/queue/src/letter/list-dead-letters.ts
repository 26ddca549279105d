import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { queue, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';
import type { DeadLetter } from './dead-letters.js';

type Entry = Output<typeof queue.listDeadLetters>;

const place = z.strictObject({ at: z.iso.datetime(), id: z.uuid() });

@Injectable()
@Answers(queue.listDeadLetters, () => theHub)
export class ListDeadLetters implements QueryHandler<typeof queue.listDeadLetters> {
  async execute(_actor: Principal, params: Params<typeof queue.listDeadLetters>, db: EntityManager): Promise<Page<Entry>> {
    const before = placeOf(params.iterator, place);
    // To the millisecond, which is what the place of a page carries.
    const rows = await db.query<DeadLetter[]>(
      `SELECT id, job, data, key, reason, error, attempts, at FROM queue_dead_letter
       WHERE ($1::timestamptz IS NULL OR (date_trunc('milliseconds', at), id) < ($1, $2::uuid)) AND ($3::text IS NULL OR job = $3)
       ORDER BY date_trunc('milliseconds', at) DESC, id DESC LIMIT $4`,
      [before?.at ?? null, before?.id ?? null, params.job ?? null, params.limit + 1]);
    return pageOf(rows.map((row) => ({ ...row, at: row.at.toISOString() })), params.limit, ({ at, id }) => ({ at, id }));
  }
}
