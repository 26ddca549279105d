import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnState, liveStates } from '../subscription/subscription-states.js';
import { lockSubscription, streamOf } from '../subscription/subscription.entity.js';
import { DeliveryClock } from './delivery-clock.js';
import { makeDue } from './make-due.js';

/** The event of the replay wakes the drain, once it is committed. */
@Injectable()
@Handles(events.replayDelivery, (input) => ({ kind: 'subscription', id: input.subscriptionId }))
export class ReplayDelivery implements CommandHandler<typeof events.replayDelivery> {
  constructor(private readonly clock: DeliveryClock) {}

  async execute(actor: Principal, { subscriptionId, sequence }: Input<typeof events.replayDelivery>, work: Work): Promise<Output<typeof events.replayDelivery>> {
    insistOnState((await lockSubscription(work.db, subscriptionId)).state, liveStates);
    const found = await work.db.query<unknown[]>('SELECT FROM events_delivery WHERE subscription_id = $1 AND sequence = $2', [subscriptionId, sequence]);
    if (found.length === 0) throw new DomainError('delivery_unknown', 'The subscription has no delivery of this number, or it is no longer kept.');
    const wanted = { subscriptionId, sequence, since: null, states: ['dead', 'delivered', 'waiting'] } as const;
    if ((await makeDue(work.db, wanted, this.clock.now())) === 0) return { replayed: 0 };
    work.record(events.deliveriesReplayed, streamOf(subscriptionId), { subscriptionId, replayed: 1 });
    await noteAudit(work.db, actor, work.now, { action: events.replayDelivery.name, object: { kind: 'subscription', id: subscriptionId } });
    return { replayed: 1 };
  }
}
