import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnState, liveStates } from '../subscription/subscription-states.js';
import { lockSubscription, streamOf } from '../subscription/subscription.entity.js';
import { DeliveryClock } from './delivery-clock.js';
import { countFitting, makeDue } from './make-due.js';

const ALL = ['dead', 'delivered', 'waiting'] as const;

/** The event of the replay wakes the drain, once it is committed. */
@Injectable()
@Handles(events.replayRange, (input) => ({ kind: 'subscription', id: input.subscriptionId }))
export class ReplayRange implements CommandHandler<typeof events.replayRange> {
  constructor(private readonly clock: DeliveryClock) {}

  async execute(actor: Principal, { subscriptionId, since, states, count }: Input<typeof events.replayRange>, work: Work): Promise<Output<typeof events.replayRange>> {
    insistOnState((await lockSubscription(work.db, subscriptionId)).state, liveStates);
    const wanted = { subscriptionId, sequence: null, since, states: states === 'all' ? ALL : [states] };
    const now = this.clock.now();
    const matching = await countFitting(work.db, wanted, now);
    if (count || matching === 0) return { matching, replayed: 0 };
    const replayed = await makeDue(work.db, wanted, now);
    if (replayed === 0) return { matching, replayed };
    work.record(events.deliveriesReplayed, streamOf(subscriptionId), { subscriptionId, replayed });
    await noteAudit(work.db, actor, work.now, { action: events.replayRange.name, object: { kind: 'subscription', id: subscriptionId } });
    return { matching, replayed };
  }
}
