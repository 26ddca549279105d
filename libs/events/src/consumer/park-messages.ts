import { Injectable } from '@nestjs/common';
import { events } from '#contracts';
import { systemActor } from '#kernel';
import { UnitOfWork, type Work } from '#log';
import type { ConsumerRow } from './consumer.js';
import { readNumbers, writeNumbers } from './number-set.js';
import { Sources, type Numbered } from './source.js';

const system = systemActor('consumers');
/** Parked events of one consumer: with so many it gives no more, until its owner has looked at them. */
export const MOST_PARKED = 10_000;
/** Events that are parked in one transaction; the rest follows. */
const AT_ONCE = 1_000;
/** Events that one advisory names. */
const NAMED = 200;

type Reason = 'max_deliver' | 'terminated';

/** A message that is given up on, and how often it was given. */
export interface Lost extends Numbered {
  readonly delivered: number;
}

/** Puts messages aside that are given up on, and tells their owner. */
@Injectable()
export class ParkMessages {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sources: Sources,
  ) {}

  /** Parks what was given as often as it may be and is due again. What retention has taken meanwhile is dropped. */
  async spent(consumerId: string): Promise<void> {
    const due = await this.unitOfWork.read(system, [], (db) => db.query<(Pick<ConsumerRow, 'stream'> & { id: string; numbers: string; delivered: number })[]>(
      `SELECT p.id, p.numbers::text AS numbers, p.delivered, c.stream FROM events_pending p JOIN events_consumer c ON c.id = p.consumer_id
       WHERE c.id = $1 AND p.due_at <= now() AND p.delivered >= c.max_deliver ORDER BY p.id LIMIT 50`, [consumerId]));
    for (const { id, numbers, delivered, stream } of due) {
      const some = readNumbers(numbers, AT_ONCE);
      const there = await this.sources.of(stream).pick(some);
      await this.unitOfWork.run(system, [], async (work) => {
        const [locked] = await work.db.query<{ still: string }[]>(
          `SELECT (p.numbers * $3::int8multirange)::text AS still FROM events_consumer c JOIN events_pending p ON p.consumer_id = c.id
           WHERE c.id = $1 AND p.id = $2 AND p.due_at <= now() FOR UPDATE`, [consumerId, id, writeNumbers(some)]);
        if (locked === undefined) return;
        const still = new Set(readNumbers(locked.still));
        await work.db.query('UPDATE events_pending SET numbers = numbers - $2::int8multirange WHERE id = $1', [id, writeNumbers(some)]);
        await work.db.query('DELETE FROM events_pending WHERE id = $1 AND isempty(numbers)', [id]);
        await park(work, consumerId, there.filter(({ number }) => still.has(number)).map((one) => ({ ...one, delivered })), 'max_deliver');
      });
    }
  }
}

/** Parks messages that were taken out of what is pending, in the open transaction, which holds the consumer's lock. */
export async function park({ db, record }: Work, consumerId: string, lost: readonly Lost[], reason: Reason): Promise<void> {
  if (lost.length === 0) return;
  const envelopes = lost.map(({ event }) => event.envelope);
  await db.query(
    `INSERT INTO events_parked (consumer_id, number, event_id, type, stream, position, delivered, reason, parked_at)
     SELECT $1, l.*, $2, now() FROM unnest($3::bigint[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::int[]) AS l(number, event_id, type, stream, position, delivered)
     ON CONFLICT (consumer_id, number) DO NOTHING`,
    [consumerId, reason, lost.map(({ number }) => number), envelopes.map(({ id }) => id), envelopes.map(({ type }) => type), envelopes.map(({ stream }) => stream),
      envelopes.map(({ position }) => position), lost.map(({ delivered }) => delivered)]);
  await countParked(db, consumerId);
  for (let at = 0; at < envelopes.length; at += NAMED) {
    record(events.eventsParked, `consumer:${consumerId}`, { consumerId, reason, eventIds: envelopes.slice(at, at + NAMED).map(({ id }) => id) });
  }
}

/** Says in the consumer's row how many are parked, and makes those who give from it meanwhile begin again. */
export async function countParked(db: Work['db'], consumerId: string): Promise<void> {
  await db.query('UPDATE events_consumer SET turn = turn + 1, parked = (SELECT count(*) FROM events_parked p WHERE p.consumer_id = $1) WHERE id = $1', [consumerId]);
}

