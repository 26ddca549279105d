import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { UnitOfWork } from '#log';
import { waitOf } from './consumer.js';
import { PAGE, type Found } from './find-messages.js';
import type { Due, Standing } from './message.js';
import { inOrder, readNumbers, writeNumbers } from './number-set.js';

/** How long (ms) it may be unknown that a reader is there. */
const UNSEEN = 10_000;
const MOVED = 'UPDATE events_consumer SET turn = turn + 1, position = $1, missed = missed + $2, epoch = $3, active_at = now() WHERE id = $4 AND turn = $5';
const GIVEN = `WITH moved AS (${MOVED} RETURNING id, generation)
  INSERT INTO events_pending (consumer_id, generation, numbers, delivered, due_at)
  SELECT id, generation, $6::int8multirange, 1, now() + make_interval(secs => $7) FROM moved RETURNING 1`;

/** Writes down what is given, in one short transaction that takes effect only if nobody else has given anything meanwhile. */
@Injectable()
export class ClaimMessages {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @returns the numbers that are given again (what was settled meanwhile is not); null when another reader was faster */
  async claim(actor: Principal, consumer: Standing, found: Found, epoch: string | null): Promise<ReadonlySet<number> | null> {
    if (isIdle(consumer, found)) return new Set();
    const { chosen, through, missed } = found;
    const fresh = chosen.filter(({ row }) => row === null).map(({ number }) => number);
    const values = [through, missed, epoch, consumer.id, consumer.turn];
    return this.unitOfWork.run(actor, [consumer.id], async ({ db }) => {
      const count = fresh.length === 0
        ? (await db.query<[unknown, number]>(MOVED, values))[1]
        : (await db.query<unknown[]>(GIVEN, [...values, writeNumbers(fresh), waitOf(consumer, 1)])).length;
      return count === 0 ? null : reclaim(db, consumer, found);
    });
  }
}

/** Who found nothing writes nothing, but for now and then how far it has looked, and that it is there. */
function isIdle({ position, active_at: activeAt }: Standing, { chosen, vanished, missed, through }: Found): boolean {
  return chosen.length + vanished.size + missed === 0 && through - Number(position) < PAGE / 2 && Date.now() - activeAt.getTime() < UNSEEN;
}

/** Takes what is given again out of the rows that it was due in, and what has vanished with it. */
async function reclaim(db: EntityManager, consumer: Standing, { chosen, vanished }: Found): Promise<ReadonlySet<number>> {
  const rows = new Map<Due, number[]>([...vanished.keys()].map((row) => [row, []]));
  for (const { row, number } of chosen) if (row !== null) rows.set(row, [...(rows.get(row) ?? []), number]);
  const taken: number[] = [];
  const given = new Map<number, number[]>();
  for (const [row, numbers] of rows) {
    const still = await takeOut(db, row, numbers, vanished.get(row) ?? []);
    taken.push(...still);
    if (still.length > 0) given.set(row.delivered + 1, [...(given.get(row.delivered + 1) ?? []), ...still]);
  }
  for (const [delivered, numbers] of given) {
    await db.query('INSERT INTO events_pending (consumer_id, generation, numbers, delivered, due_at) VALUES ($1, $2, $3::int8multirange, $4, now() + make_interval(secs => $5))',
      [consumer.id, consumer.generation, writeNumbers(inOrder(numbers)), delivered, waitOf(consumer, delivered)]);
  }
  return new Set(taken);
}

/** @returns which of the numbers were still there: what was settled since they were looked at is not */
async function takeOut(db: EntityManager, { id }: Due, numbers: readonly number[], vanished: readonly number[]): Promise<readonly number[]> {
  const [locked] = await db.query<{ there: string }[]>('SELECT (numbers * $2::int8multirange)::text AS there FROM events_pending WHERE id = $1 FOR UPDATE', [id, writeNumbers(numbers)]);
  if (locked === undefined) return [];
  await db.query('UPDATE events_pending SET numbers = numbers - $2::int8multirange WHERE id = $1', [id, writeNumbers(inOrder([...numbers, ...vanished]))]);
  await db.query('DELETE FROM events_pending WHERE id = $1 AND isempty(numbers)', [id]);
  return readNumbers(locked.there);
}
