import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { setting } from '#config';
import { Database } from '#db';
import { systemActor } from '#kernel';
import { Duties } from '#log';
import { DeliveryClock } from './delivery-clock.js';

const days = setting('HUB_DELIVERY_DAYS', z.coerce.number().int().min(1).max(3_650).default(30), 'days that settled deliveries and their tries are kept');

const system = systemActor('retention');
const HOUR = 3_600;
/** Deliveries that one transaction takes. */
const PAGE = 2_000;

/**
 * Takes away what was settled long ago. Always a subscription's beginning, up to the first delivery that is still wanted, and
 * never the one before that: its digest is what the next is chained to. What no receipt covers yet is still wanted.
 */
@Injectable()
export class ExpireDeliveries {
  constructor(
    duties: Duties,
    private readonly database: Database,
    private readonly clock: DeliveryClock,
  ) {
    duties.every(HOUR, 'expiring deliveries', (off) => this.run(off));
  }

  async run(off: AbortSignal): Promise<void> {
    const before = new Date(this.clock.now().getTime() - days.value * 86_400_000);
    const subscriptions = await this.database.transaction(system, [], (db) => db.query<{ id: string }[]>('SELECT subscription_id AS id FROM events_progress WHERE sequence > 1 ORDER BY 1'), 'snapshot');
    for (const { id } of subscriptions) while (!off.aborted && (await this.expire(id, before)) > 0);
  }

  private async expire(subscriptionId: string, before: Date): Promise<number> {
    return this.database.transaction(system, [], async (db) => {
      const [kept] = await db.query<{ sequence: string | null }[]>(
        `SELECT max(sequence) AS sequence FROM (SELECT sequence, settled_at FROM events_delivery WHERE subscription_id = $1 ORDER BY sequence LIMIT ${PAGE}) oldest
         WHERE sequence <= (SELECT max("to") FROM events_receipt WHERE subscription_id = $1)
         AND sequence < coalesce((SELECT min(sequence) FROM (SELECT sequence, settled_at FROM events_delivery WHERE subscription_id = $1 ORDER BY sequence LIMIT ${PAGE}) o
           WHERE o.settled_at IS NULL OR o.settled_at >= $2), 9223372036854775807)`, [subscriptionId, before]);
      if (kept?.sequence === null || kept === undefined) return 0;
      await db.query('DELETE FROM events_attempt WHERE subscription_id = $1 AND sequence < $2', [subscriptionId, kept.sequence]);
      const [, gone] = await db.query<[unknown, number]>('DELETE FROM events_delivery WHERE subscription_id = $1 AND sequence < $2', [subscriptionId, kept.sequence]);
      return gone;
    });
  }
}
