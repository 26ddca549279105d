import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { moveSubscription } from './move-subscription.js';
import { lockSubscription } from './subscription.entity.js';

@Injectable()
@Handles(events.pauseSubscription, (input) => ({ kind: 'subscription', id: input.subscriptionId }))
export class PauseSubscription implements CommandHandler<typeof events.pauseSubscription> {
  async execute(_: Principal, { subscriptionId }: Input<typeof events.pauseSubscription>, work: Work): Promise<Output<typeof events.pauseSubscription>> {
    const subscription = await lockSubscription(work.db, subscriptionId);
    await moveSubscription(work, subscription, 'paused', { command: events.pauseSubscription });
    return { state: subscription.state };
  }
}
