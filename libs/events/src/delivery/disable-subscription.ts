import { Injectable, Logger } from '@nestjs/common';
import { events } from '#contracts';
import { systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { moveSubscription } from '../subscription/move-subscription.js';
import { lockSubscription, streamOf, type DisabledReason } from '../subscription/subscription.entity.js';
import type { Verdict } from './judge-answer.js';
import type { Health } from './outcomes.js';

const system = systemActor('delivery');

/** What the hub does to a subscription whose endpoint fails: it tells the owner, and in the end stops. Events wait until the owner activates it again. */
@Injectable()
export class DisableSubscription {
  private readonly logger = new Logger('Delivery');

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** What a failure means for the subscription. An address that may not be called is no passing fault: it is not tried again until the owner has looked at it. */
  async consequences(subscriptionId: string, verdict: Verdict, { failures, failingSince }: Pick<Health, 'failures' | 'failingSince'>, now: Date): Promise<void> {
    try {
      if (verdict.gone) return await this.disable(subscriptionId, 'gone');
      if (verdict.outcome === 'blocked') return await this.disable(subscriptionId, 'address_refused');
      if (failingSince === null || failures < events.failingAfter) return;
      await this.warn(subscriptionId, failures, failingSince);
      if (now.getTime() - failingSince.getTime() >= events.disabledAfterHours * 3_600_000) await this.disable(subscriptionId, 'failing');
    } catch (fault) {
      // The next failure says the same.
      this.logger.warn({ err: fault, subscription: subscriptionId }, 'the owner of a failing subscription could not be told');
    }
  }

  /** Once: a subscription that is not active any more stays as it is. */
  disable(subscriptionId: string, reason: DisabledReason): Promise<void> {
    return this.unitOfWork.run(system, [subscriptionId], async (work) => {
      const subscription = await lockSubscription(work.db, subscriptionId);
      if (subscription.state !== 'active') return;
      await moveSubscription(work, subscription, 'disabled', { command: null, reason });
      // Whoever activates it begins anew: what failed before does not count against them.
      await work.db.query('UPDATE events_progress SET failures = 0, failing_since = NULL, told_at = NULL, rest_until = NULL WHERE subscription_id = $1', [subscriptionId]);
      this.logger.warn({ subscription: subscriptionId, reason }, 'a subscription was disabled');
    });
  }

  /** Tells the owner that the endpoint fails, once until it succeeds again. */
  private warn(subscriptionId: string, failures: number, since: Date): Promise<void> {
    return this.unitOfWork.run(system, [subscriptionId], async (work) => {
      const [, told] = await work.db.query<[unknown, number]>('UPDATE events_progress SET told_at = $2 WHERE subscription_id = $1 AND told_at IS NULL', [subscriptionId, work.now]);
      if (told === 0) return;
      work.record(events.subscriptionFailing, streamOf(subscriptionId), {
        subscriptionId, failures, since: since.toISOString(), disabledAt: new Date(since.getTime() + events.disabledAfterHours * 3_600_000).toISOString(),
      });
    });
  }
}
