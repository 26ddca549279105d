import { Injectable } from '@nestjs/common';
import { events, type Data } from '#contracts';
import { Runs, type JobHandler } from '#queue';
import { Drains } from './drains.js';

/** The job hands the subscription over and ends: an endpoint that hangs must not hold a place among the jobs. */
@Injectable()
@Runs(events.drain)
export class DrainSubscription implements JobHandler<typeof events.drain> {
  constructor(private readonly drains: Drains) {}

  run({ subscriptionId }: Data<typeof events.drain>): Promise<void> {
    return this.drains.start(subscriptionId);
  }
}
