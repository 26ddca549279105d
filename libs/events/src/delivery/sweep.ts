import { Injectable } from '@nestjs/common';
import { Database } from '#db';
import { systemActor } from '#kernel';
import { Duties } from '#log';
import { DeliveryClock } from './delivery-clock.js';
import { Drains } from './drains.js';
import { firstDue } from './leases.js';
import { waiting, type Waiting } from './metrics.js';
import { WakeDrains } from './wake-drains.js';

const system = systemActor('sweeper');
/** Seconds between two sweeps: as late a retry may be, and as long an emptied queue goes unnoticed. */
const EVERY = 2;
/** Subscriptions that one sweep has drained; those waiting for longest come first. */
const MOST = 1_000;
const COUNT_EVERY = 15;

/** Looks for what is due and not being sent, whatever became of the job for it: the truth stands in the database. */
@Injectable()
export class Sweeper {
  constructor(
    duties: Duties,
    private readonly database: Database,
    private readonly clock: DeliveryClock,
    private readonly drains: Drains,
    private readonly waking: WakeDrains,
  ) {
    duties.every(EVERY, 'sweeping deliveries', () => this.sweep());
    duties.every(COUNT_EVERY, 'counting deliveries', () => this.count());
  }

  /** What this process drains is rung too: a retry may have come due while it lingers. */
  async sweep(): Promise<void> {
    const due = await this.database.transaction(system, [], (db) => db.query<{ id: string }[]>(
      `SELECT s.id FROM events_subscription s JOIN events_progress p ON p.subscription_id = s.id
       WHERE s.state = 'active' AND (p.rest_until IS NULL OR p.rest_until <= $1) AND (p.lease IS NULL OR p.lease_until <= clock_timestamp() OR s.id = ANY ($2::uuid[]))
         AND EXISTS (${firstDue('s', '$1')})
       ORDER BY p.succeeded_at NULLS FIRST LIMIT ${MOST}`, [this.clock.now(), this.drains.ids]), 'snapshot');
    this.waking.wake(due.map(({ id }) => id));
  }

  private async count(): Promise<void> {
    const rows = await this.database.transaction(system, [], (db) => db.query<Waiting[]>(
      `SELECT id AS "subscriptionId", sum(pending)::float8 AS pending, sum(dead)::float8 AS dead, coalesce(extract(epoch FROM $1 - min(since)), 0)::float8 AS oldest FROM (
         SELECT subscription_id AS id, count(*) AS pending, 0 AS dead, min(created_at) AS since FROM events_delivery WHERE state = 'pending' GROUP BY 1
         UNION ALL SELECT subscription_id, 0, count(*), NULL FROM events_delivery WHERE state = 'dead' GROUP BY 1
       ) counted GROUP BY id ORDER BY pending DESC`, [this.clock.now()]), 'snapshot');
    waiting(rows);
  }
}
