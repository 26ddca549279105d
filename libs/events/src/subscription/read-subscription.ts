import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { events, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';
import { readFacts, signaturesOf } from './read-facts.js';

@Injectable()
@Answers(events.readSubscription, (params) => ({ kind: 'subscription', id: params.subscriptionId }))
export class ReadSubscription implements QueryHandler<typeof events.readSubscription> {
  execute(_: Principal, { subscriptionId }: Params<typeof events.readSubscription>, db: EntityManager): Promise<Output<typeof events.readSubscription>> {
    return readFacts(db, subscriptionId);
  }
}

@Injectable()
@Answers(events.subscriptionKeys, (params) => ({ kind: 'subscription', id: params.subscriptionId }))
export class ReadKeys implements QueryHandler<typeof events.subscriptionKeys> {
  async execute(_: Principal, { subscriptionId }: Params<typeof events.subscriptionKeys>, db: EntityManager): Promise<Output<typeof events.subscriptionKeys>> {
    const signatures = await signaturesOf(db, subscriptionId);
    return { keys: signatures.flatMap(({ publicKey, createdAt, expiresAt }) => (publicKey === null ? [] : [{ publicKey, createdAt, expiresAt }])) };
  }
}
