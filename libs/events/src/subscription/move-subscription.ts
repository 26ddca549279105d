import { events, type Command } from '#contracts';
import type { Work } from '#log';
import { insistOnWay, type SubscriptionState } from './subscription-states.js';
import { streamOf, Subscription, type DisabledReason } from './subscription.entity.js';

/** What takes a subscription into another state: a command, or the hub itself, and then perhaps for a reason. */
export interface Step {
  readonly command: Command | null;
  readonly reason?: DisabledReason;
}

/**
 * Takes a subscription that is locked into another state and tells of it.
 * @throws DomainError subscription_state where no way leads there
 */
export async function moveSubscription(work: Work, subscription: Subscription, to: SubscriptionState, { command, reason }: Step): Promise<void> {
  const from = subscription.state;
  insistOnWay(from, to, command);
  Object.assign(subscription, { state: to, reason: reason ?? null, changedAt: work.now });
  await work.db.update(Subscription, { id: subscription.id }, { state: to, reason: subscription.reason, changedAt: work.now });
  if (from !== to) work.record(events.subscriptionMoved, streamOf(subscription.id), { subscriptionId: subscription.id, from, to, reason: subscription.reason });
}
