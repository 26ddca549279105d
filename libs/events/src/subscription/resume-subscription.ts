import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { beginHandshake } from './begin-handshake.js';
import { moveSubscription } from './move-subscription.js';
import { lockSubscription } from './subscription.entity.js';

/** Goes on where it stopped. An endpoint that came in the meantime is asked first. */
@Injectable()
@Handles(events.resumeSubscription, (input) => ({ kind: 'subscription', id: input.subscriptionId }))
export class ResumeSubscription implements CommandHandler<typeof events.resumeSubscription> {
  async execute(_: Principal, { subscriptionId }: Input<typeof events.resumeSubscription>, work: Work): Promise<Output<typeof events.resumeSubscription>> {
    const subscription = await lockSubscription(work.db, subscriptionId);
    const agreed = subscription.agreedAt !== null;
    await moveSubscription(work, subscription, agreed ? 'active' : 'requested', { command: events.resumeSubscription });
    if (!agreed) await beginHandshake(work, subscriptionId);
    return { state: subscription.state };
  }
}
