import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { events, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';

@Injectable()
@Answers(events.listReceipts, ({ subscriptionId }) => ({ kind: 'subscription', id: subscriptionId }))
export class ListReceipts implements QueryHandler<typeof events.listReceipts> {
  async execute(_: Principal, { subscriptionId, limit, iterator }: Params<typeof events.listReceipts>, db: EntityManager): Promise<Page<events.Receipt>> {
    const before = placeOf(iterator, events.receiptDay);
    const rows = await db.query<{ document: events.Receipt }[]>(
      'SELECT document FROM events_receipt WHERE subscription_id = $1 AND ($2::date IS NULL OR day < $2::date) ORDER BY day DESC LIMIT $3',
      [subscriptionId, before, limit + 1],
    );
    return pageOf(rows.map(({ document }) => document), limit, ({ day }) => day);
  }
}
