import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnState, liveStates } from '../subscription/subscription-states.js';
import { lockSubscription, streamOf } from '../subscription/subscription.entity.js';
import { DeliveryClock } from './delivery-clock.js';

const MATCHING = `FROM events_delivery WHERE subscription_id = $1 AND created_at >= $2 AND state = ANY ($3::text[])`;

/** What is pending comes anyway, and stays as it is. */
@Injectable()
@Handles(events.replayRange, (input) => ({ kind: 'subscription', id: input.subscriptionId }))
export class ReplayRange implements CommandHandler<typeof events.replayRange> {
  constructor(private readonly clock: DeliveryClock) {}

  async execute(actor: Principal, { subscriptionId, since, states, count }: Input<typeof events.replayRange>, work: Work): Promise<Output<typeof events.replayRange>> {
    insistOnState((await lockSubscription(work.db, subscriptionId)).state, liveStates);
    const range = [subscriptionId, since, states === 'all' ? ['dead', 'delivered'] : ['dead']];
    const [found] = await work.db.query<{ matching: number }[]>(`SELECT count(*)::int AS matching ${MATCHING}`, range);
    const matching = found?.matching ?? 0;
    if (count || matching === 0) return { matching, replayed: 0 };
    const [, replayed] = await work.db.query<[unknown, number]>(
      `UPDATE events_delivery SET state = 'pending', tries = 0, due_at = $4, settled_at = NULL, fault = NULL
       WHERE subscription_id = $1 AND sequence IN (SELECT sequence ${MATCHING} ORDER BY sequence LIMIT ${events.replayLimit}) AND state <> 'pending'`, [...range, this.clock.now()]);
    if (replayed === 0) return { matching, replayed };
    work.record(events.deliveriesReplayed, streamOf(subscriptionId), { subscriptionId, replayed });
    await noteAudit(work.db, actor, work.now, { action: events.replayRange.name, object: { kind: 'subscription', id: subscriptionId } });
    return { matching, replayed };
  }
}
