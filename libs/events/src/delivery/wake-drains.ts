import { Injectable, Logger } from '@nestjs/common';
import { events } from '#contracts';
import { Jobs } from '#queue';
import { Drains } from './drains.js';

/** Has subscriptions drained: at once by this process where it does so already, else by whichever takes the job. */
@Injectable()
export class WakeDrains {
  private readonly logger = new Logger('Delivery');

  constructor(private readonly jobs: Jobs, private readonly drains: Drains) {}

  /** Says at once to this process what another learns by looking at its leases. */
  halt(subscriptionIds: readonly string[]): void {
    for (const id of subscriptionIds) this.drains.halt(id);
  }

  wake(subscriptionIds: readonly string[]): void {
    const away = subscriptionIds.filter((id) => !this.drains.ring(id));
    if (away.length === 0) return;
    const all = away.map((subscriptionId) => ({ data: { subscriptionId }, options: { key: subscriptionId } }));
    // What cannot be added now, the sweeper adds.
    this.jobs.addAll(events.drain, all).catch((fault: unknown) => this.logger.warn({ err: fault }, 'jobs to deliver could not be added; the sweeper adds them'));
  }
}
