import { events } from '#contracts';
import type { Work } from '#log';
import { streamOf, Subscription } from './subscription.entity.js';

/** What a subscription holds of its handshake while the endpoint has not been asked. */
export function unasked(now: Date): Pick<Subscription, 'asked' | 'askedAt' | 'askAt' | 'agreedAt' | 'allowedRate' | 'refusal'> {
  return { asked: 0, askedAt: null, askAt: now, agreedAt: null, allowedRate: null, refusal: null };
}

/** Begins a new round of asking the endpoint. The asking itself happens outside of any transaction. */
export async function beginHandshake(work: Work, subscriptionId: string): Promise<void> {
  await work.db.update(Subscription, { id: subscriptionId }, unasked(work.now));
  work.record(events.handshakeBegun, streamOf(subscriptionId), { subscriptionId });
}
