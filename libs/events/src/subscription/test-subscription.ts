import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnState } from './subscription-states.js';
import { lockSubscription, streamOf } from './subscription.entity.js';

/** A test goes the way of every other event, so that what it proves is proved. */
@Injectable()
@Handles(events.testSubscription, (input) => ({ kind: 'subscription', id: input.subscriptionId }))
export class TestSubscription implements CommandHandler<typeof events.testSubscription> {
  async execute(_: Principal, { subscriptionId }: Input<typeof events.testSubscription>, work: Work): Promise<Output<typeof events.testSubscription>> {
    insistOnState((await lockSubscription(work.db, subscriptionId)).state, ['active']);
    work.record(events.subscriptionTested, streamOf(subscriptionId), { subscriptionId });
    return {};
  }
}
