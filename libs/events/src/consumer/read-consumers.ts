import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { events, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';
import { noConsumer, STATES, toView, type ConsumerState } from './consumer.js';

@Injectable()
@Answers(events.listConsumers, () => theHub)
export class ListConsumers implements QueryHandler<typeof events.listConsumers> {
  async execute(actor: Principal, { limit, iterator, name }: Params<typeof events.listConsumers>, db: EntityManager): Promise<Page<Output<typeof events.listConsumers>>> {
    const before = placeOf(iterator, z.uuid());
    const rows = await db.query<ConsumerState[]>(
      `${STATES} WHERE c.owner_id = $1 AND ($2::uuid IS NULL OR c.id < $2) AND ($3::text IS NULL OR c.name = $3) ORDER BY c.id DESC LIMIT $4`,
      [actor.personId, before, name ?? null, limit + 1]);
    return pageOf(rows.map(toView), limit, ({ id }) => id);
  }
}

@Injectable()
@Answers(events.readConsumer, ({ consumerId }) => ({ kind: 'consumer', id: consumerId }))
export class ReadConsumer implements QueryHandler<typeof events.readConsumer> {
  async execute(_actor: Principal, { consumerId }: Params<typeof events.readConsumer>, db: EntityManager): Promise<Output<typeof events.readConsumer>> {
    const [row] = await db.query<ConsumerState[]>(`${STATES} WHERE c.id = $1`, [consumerId]);
    if (row === undefined) throw noConsumer();
    return toView(row);
  }
}
