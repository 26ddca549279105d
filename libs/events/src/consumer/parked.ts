import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { events, type Input, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Answers, Handles, pageOf, placeOf, type CommandHandler, type Page, type QueryHandler } from '#realtime';
import { lockConsumer } from './consumer.js';
import { Nudges } from './nudges.js';
import { inOrder, writeNumbers } from './number-set.js';
import { countParked } from './park-messages.js';

interface ParkedRow {
  readonly number: string;
  readonly event_id: string;
  readonly type: string;
  readonly stream: string;
  readonly position: string;
  readonly delivered: number;
  readonly reason: z.output<typeof events.parkReason>;
  readonly parked_at: Date;
}

@Injectable()
@Answers(events.listParked, ({ consumerId }) => ({ kind: 'consumer', id: consumerId }))
export class ListParked implements QueryHandler<typeof events.listParked> {
  async execute(_actor: Principal, { consumerId, limit, iterator }: Params<typeof events.listParked>, db: EntityManager): Promise<Page<Output<typeof events.listParked>>> {
    const after = placeOf(iterator, z.int().nonnegative()) ?? 0;
    const rows = await db.query<ParkedRow[]>('SELECT * FROM events_parked WHERE consumer_id = $1 AND number > $2 ORDER BY number LIMIT $3', [consumerId, after, limit + 1]);
    const { data, ...page } = pageOf(rows, limit, ({ number }) => Number(number));
    return { ...page, data: data.map(({ event_id: eventId, type, stream, position, delivered, reason, parked_at: at }) => ({ eventId, type, stream, position, delivered, reason, parkedAt: at.toISOString() })) };
  }
}

/** They come again before anything newer, as if they had never been given. */
@Injectable()
@Handles(events.redriveParked, ({ consumerId }) => ({ kind: 'consumer', id: consumerId }))
export class RedriveParked implements CommandHandler<typeof events.redriveParked> {
  constructor(private readonly nudges: Nudges) {}

  async execute(_actor: Principal, { consumerId, eventIds }: Input<typeof events.redriveParked>, { db }: Work): Promise<Output<typeof events.redriveParked>> {
    const { generation } = await lockConsumer(db, consumerId);
    const numbers = await takeParked(db, consumerId, eventIds);
    if (numbers.length > 0) {
      await db.query('INSERT INTO events_pending (consumer_id, generation, numbers, delivered, due_at) VALUES ($1, $2, $3::int8multirange, 0, now())', [consumerId, generation, writeNumbers(numbers)]);
    }
    this.nudges.nudgeSoon(consumerId);
    return { events: numbers.length };
  }
}

@Injectable()
@Handles(events.discardParked, ({ consumerId }) => ({ kind: 'consumer', id: consumerId }))
export class DiscardParked implements CommandHandler<typeof events.discardParked> {
  constructor(private readonly nudges: Nudges) {}

  async execute(_actor: Principal, { consumerId, eventIds }: Input<typeof events.discardParked>, { db }: Work): Promise<Output<typeof events.discardParked>> {
    await lockConsumer(db, consumerId);
    const numbers = await takeParked(db, consumerId, eventIds);
    this.nudges.nudgeSoon(consumerId);
    return { events: numbers.length };
  }
}

/** Takes the named ones, or all, off the list. @returns their numbers */
async function takeParked(db: EntityManager, consumerId: string, eventIds: readonly string[] | undefined): Promise<number[]> {
  const [rows] = await db.query<[{ number: string }[], number]>('DELETE FROM events_parked WHERE consumer_id = $1 AND ($2::uuid[] IS NULL OR event_id = ANY ($2)) RETURNING number', [consumerId, eventIds ?? null]);
  await countParked(db, consumerId);
  return inOrder(rows.map(({ number }) => Number(number)));
}
