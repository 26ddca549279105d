import { Injectable } from '@nestjs/common';
import { LessThan, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { events, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Granted, type Page, type QueryHandler } from '#realtime';
import { Subscription } from './subscription.entity.js';

type Item = Output<typeof events.listSubscriptions>;

@Injectable()
@Answers(events.listSubscriptions, () => theHub)
export class ListSubscriptions implements QueryHandler<typeof events.listSubscriptions> {
  async execute(actor: Principal, { limit, iterator, of, state }: Params<typeof events.listSubscriptions>, db: EntityManager, { standing }: Granted): Promise<Page<Item>> {
    if (actor.personId === null) return { data: [], iterator: null, done: true };
    if (of === 'all' && !standing.has('administrator')) throw new DomainError('forbidden', 'Only administrators see the subscriptions of others.');
    const before = placeOf(iterator, z.uuid());
    const where = { ...(of === 'all' ? {} : { ownerId: actor.personId }), ...(state === undefined ? {} : { state }), ...(before === null ? {} : { id: LessThan(before) }) };
    const found = await db.find(Subscription, { where, order: { id: 'DESC' }, take: limit + 1 });
    return pageOf(found.map(toItem), limit, (item) => item.id);
  }
}

function toItem({ id, ownerId, name, protocol, state, reason, url, createdAt }: Subscription): Item {
  return { id, ownerId, name, protocol, state, reason, url, createdAt: createdAt.toISOString() };
}
