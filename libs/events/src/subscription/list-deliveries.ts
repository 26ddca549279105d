import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { events, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';
import { DELIVERY_COLUMNS, toDelivery, type DeliveryRow } from './delivery-row.js';

type Item = Output<typeof events.listDeliveries>;

const LIST = `SELECT ${DELIVERY_COLUMNS} FROM events_delivery
  WHERE subscription_id = $1 AND sequence < $2 AND ($3::text IS NULL OR state = $3) AND created_at >= $4 AND created_at < $5
  ORDER BY sequence DESC LIMIT $6`;

const DEAD = `SELECT ${DELIVERY_COLUMNS} FROM events_delivery
  WHERE state = 'dead' AND subscription_id IN (SELECT id FROM events_subscription WHERE owner_id = $1) AND (subscription_id, sequence) < ($2::uuid, $3::bigint)
  ORDER BY subscription_id DESC, sequence DESC LIMIT $4`;

const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

@Injectable()
@Answers(events.listDeliveries, (params) => ({ kind: 'subscription', id: params.subscriptionId }))
export class ListDeliveries implements QueryHandler<typeof events.listDeliveries> {
  async execute(_: Principal, params: Params<typeof events.listDeliveries>, db: EntityManager): Promise<Page<Item>> {
    const { subscriptionId, limit, iterator, state = null, since = '-infinity', until = 'infinity' } = params;
    const before = placeOf(iterator, z.int().positive()) ?? Number.MAX_SAFE_INTEGER;
    const rows = await db.query<DeliveryRow[]>(LIST, [subscriptionId, before, state, since, until, limit + 1]);
    return pageOf(rows.map(toDelivery), limit, (item) => item.sequence);
  }
}

@Injectable()
@Answers(events.listDeadLetters, () => theHub)
export class ListDeadLetters implements QueryHandler<typeof events.listDeadLetters> {
  async execute(actor: Principal, { limit, iterator }: Params<typeof events.listDeadLetters>, db: EntityManager): Promise<Page<Item>> {
    const [subscription, sequence] = placeOf(iterator, z.tuple([z.uuid(), z.int()])) ?? [LAST_UUID, Number.MAX_SAFE_INTEGER];
    const rows = await db.query<DeliveryRow[]>(DEAD, [actor.personId, subscription, sequence, limit + 1]);
    return pageOf(rows.map(toDelivery), limit, (item) => [item.subscriptionId, item.sequence]);
  }
}
