import { Injectable } from '@nestjs/common';
import { events } from '#contracts';
import { Database } from '#db';
import { systemActor } from '#kernel';

const system = systemActor('delivery');
/** Deliveries that one answer brings back at the most. */
const MOST = 1_000;

/** An endpoint that lacks earlier deliveries says from which number on, and gets these again before it goes on. */
@Injectable()
export class Refill {
  constructor(private readonly database: Database) {}

  /**
   * Makes the deliveries from one number up to another, which is not included, due again where they are settled. Each keeps
   * its place in the order, and its tries: however often an endpoint asks, no delivery is made more often than the
   * schedule has tries. @returns how many there were
   */
  async refill(subscriptionId: string, from: number, before: number): Promise<number> {
    const [, refilled] = await this.database.transaction(system, [], (db) => db.query<[unknown, number]>(
      `UPDATE events_delivery SET state = 'pending', due_at = created_at, settled_at = NULL, fault = NULL
       WHERE subscription_id = $1 AND sequence IN (
         SELECT sequence FROM events_delivery WHERE subscription_id = $1 AND sequence >= $2 AND sequence < $3 AND state <> 'pending' AND tries < $4 ORDER BY sequence LIMIT ${MOST})`,
      [subscriptionId, from, before, events.retrySchedule.length]));
    return refilled;
  }
}
