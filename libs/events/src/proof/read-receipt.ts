import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { events, type Params } from '#contracts';
import { DomainError, systemClock, type Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';
import { makeReceipt, reachedBy } from './make-receipt.js';
import { ProofKeys } from './proof-keys.js';

/** The receipt that was signed for the day; for the running one, what can be said by now, which is not kept. */
@Injectable()
@Answers(events.readReceipt, ({ subscriptionId }) => ({ kind: 'subscription', id: subscriptionId }))
export class ReadReceipt implements QueryHandler<typeof events.readReceipt> {
  constructor(private readonly keys: ProofKeys) {}

  async execute(_: Principal, { subscriptionId, day }: Params<typeof events.readReceipt>, db: EntityManager): Promise<events.Receipt> {
    const [kept] = await db.query<{ document: events.Receipt }[]>('SELECT document FROM events_receipt WHERE subscription_id = $1 AND day = $2', [subscriptionId, day]);
    if (kept !== undefined) return kept.document;
    const now = systemClock.now();
    const [row] = await db.query<{ to: string | null }[]>('SELECT max(sequence) AS to FROM events_delivery WHERE subscription_id = $1', [subscriptionId]);
    const reached = await reachedBy(db, subscriptionId);
    const to = Number(row?.to ?? 0);
    if (day !== now.toISOString().slice(0, 10) || to <= reached.to) throw new DomainError('receipt_unknown', `There is no receipt of ${day}: the subscription was sent nothing on that day, or the day is not signed yet.`);
    return makeReceipt(db, { subscriptionId, day, complete: false, reached, to, now }, await this.keys.signing(db));
  }
}
