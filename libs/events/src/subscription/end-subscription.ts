import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { moveSubscription } from './move-subscription.js';
import { Secret } from './secret.entity.js';
import { lockSubscription, Subscription } from './subscription.entity.js';

/** Nothing is sent any more, and nothing can be signed any more. The delivery log stays for as long as it is kept. */
@Injectable()
@Handles(events.endSubscription, (input) => ({ kind: 'subscription', id: input.subscriptionId }))
export class EndSubscription implements CommandHandler<typeof events.endSubscription> {
  async execute(actor: Principal, { subscriptionId }: Input<typeof events.endSubscription>, work: Work): Promise<Output<typeof events.endSubscription>> {
    const subscription = await lockSubscription(work.db, subscriptionId);
    await moveSubscription(work, subscription, 'ended', { command: events.endSubscription });
    await work.db.update(Subscription, { id: subscriptionId }, { askAt: null });
    await work.db.delete(Secret, { subscriptionId });
    await noteAudit(work.db, actor, work.now, { action: events.endSubscription.name, object: { kind: 'subscription', id: subscriptionId } });
    return { state: subscription.state };
  }
}
