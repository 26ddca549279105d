import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { beginHandshake } from './begin-handshake.js';
import { moveSubscription } from './move-subscription.js';
import { lockSubscription } from './subscription.entity.js';

/** The endpoint is asked again, and what has waited is delivered when it agrees. */
@Injectable()
@Handles(events.activateSubscription, (input) => ({ kind: 'subscription', id: input.subscriptionId }))
export class ActivateSubscription implements CommandHandler<typeof events.activateSubscription> {
  async execute(_: Principal, { subscriptionId }: Input<typeof events.activateSubscription>, work: Work): Promise<Output<typeof events.activateSubscription>> {
    const subscription = await lockSubscription(work.db, subscriptionId);
    await moveSubscription(work, subscription, 'requested', { command: events.activateSubscription });
    await beginHandshake(work, subscriptionId);
    return { state: subscription.state };
  }
}
