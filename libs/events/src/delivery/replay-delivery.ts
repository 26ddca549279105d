import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnState, liveStates } from '../subscription/subscription-states.js';
import { lockSubscription, streamOf } from '../subscription/subscription.entity.js';
import { DeliveryClock } from './delivery-clock.js';

/** The event of the replay wakes the drain, once it is committed. */
@Injectable()
@Handles(events.replayDelivery, (input) => ({ kind: 'subscription', id: input.subscriptionId }))
export class ReplayDelivery implements CommandHandler<typeof events.replayDelivery> {
  constructor(private readonly clock: DeliveryClock) {}

  async execute(actor: Principal, { subscriptionId, sequence }: Input<typeof events.replayDelivery>, work: Work): Promise<Output<typeof events.replayDelivery>> {
    insistOnState((await lockSubscription(work.db, subscriptionId)).state, liveStates);
    const [found] = await work.db.query<{ state: string }[]>('SELECT state FROM events_delivery WHERE subscription_id = $1 AND sequence = $2 FOR UPDATE', [subscriptionId, sequence]);
    if (found === undefined) throw new DomainError('delivery_unknown', 'The subscription has no delivery of this number, or it is no longer kept.');
    if (found.state === 'pending') return { replayed: 0 };
    await work.db.query(
      `UPDATE events_delivery SET state = 'pending', tries = 0, due_at = $3, settled_at = NULL, fault = NULL WHERE subscription_id = $1 AND sequence = $2`, [subscriptionId, sequence, this.clock.now()]);
    work.record(events.deliveriesReplayed, streamOf(subscriptionId), { subscriptionId, replayed: 1 });
    await noteAudit(work.db, actor, work.now, { action: events.replayDelivery.name, object: { kind: 'subscription', id: subscriptionId } });
    return { replayed: 1 };
  }
}
