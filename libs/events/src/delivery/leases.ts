import { Injectable } from '@nestjs/common';
import { Database, planOnce } from '#db';
import { newId, systemActor } from '#kernel';

const system = systemActor('delivery');
/** Seconds that a lease is believed: what a killed process left is taken up by another after that. */
export const LEASE_SECONDS = 15;

/** The right to send what is due of one subscription. Its token fences what is written under it. */
export interface Lease {
  readonly subscriptionId: string;
  readonly token: string;
  readonly failures: number;
  readonly failingSince: Date | null;
}

/** Leases of subscriptions, by the clock of the database: at any moment one process at the most sends for a subscription. */
@Injectable()
export class Leases {
  constructor(private readonly database: Database) {}

  /** Null when another holds it, or when nothing is to be sent now: the subscription is not active, or its endpoint rests. */
  async take(subscriptionId: string, now: Date): Promise<Lease | null> {
    const token = newId();
    const [rows] = await this.database.transaction(system, [], (db) => db.query<[{ failures: number; failing_since: Date | null }[], number]>(
      `UPDATE events_progress p SET lease = $2, lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
       FROM events_subscription s
       WHERE p.subscription_id = $1 AND s.id = p.subscription_id AND s.state = 'active' AND (p.rest_until IS NULL OR p.rest_until <= $3)
         AND (p.lease IS NULL OR p.lease_until <= clock_timestamp())
       RETURNING p.failures, p.failing_since`, [subscriptionId, token, now]));
    const [row] = rows;
    return row === undefined ? null : { subscriptionId, token, failures: row.failures, failingSince: row.failing_since };
  }

  /** Renews leases that have run for a third of their time. @returns the subscriptions that are still held here and active */
  async renew(leases: readonly Lease[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.transaction(system, [], (db) => db.query<{ id: string }[]>(
      `WITH held AS MATERIALIZED (
         SELECT p.subscription_id AS id, p.lease_until FROM events_progress p JOIN unnest($1::uuid[], $2::uuid[]) AS m(id, token) ON p.subscription_id = m.id AND p.lease = m.token
         WHERE p.lease_until > clock_timestamp()
       ), locked AS MATERIALIZED (
         SELECT p.subscription_id AS id FROM events_progress p WHERE p.subscription_id IN (SELECT id FROM held WHERE lease_until < clock_timestamp() + make_interval(secs => ${LEASE_SECONDS} * 2 / 3))
         ORDER BY p.subscription_id FOR NO KEY UPDATE
       ), renewed AS (
         UPDATE events_progress p SET lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
         FROM locked, unnest($1::uuid[], $2::uuid[]) AS m(id, token) WHERE p.subscription_id = locked.id AND m.id = locked.id AND p.lease = m.token
       )
       SELECT held.id FROM held JOIN events_subscription s ON s.id = held.id WHERE s.state = 'active'`,
      [leases.map(({ subscriptionId }) => subscriptionId), leases.map(({ token }) => token)]), 'write', { opening: [planOnce] });
    return new Set(rows.map(({ id }) => id));
  }

  /** Lets a lease go. @returns whether something is due after all: it came while the lease was still held, so that nobody else took it up */
  async release({ subscriptionId, token }: Lease, now: Date): Promise<boolean> {
    await this.database.transaction(system, [], (db) => db.query('UPDATE events_progress SET lease = NULL, lease_until = NULL WHERE subscription_id = $1 AND lease = $2', [subscriptionId, token]));
    const [due] = await this.database.transaction(system, [], (db) => db.query<object[]>(
      `SELECT FROM events_subscription s JOIN events_progress p ON p.subscription_id = s.id
       WHERE s.id = $1 AND s.state = 'active' AND (p.rest_until IS NULL OR p.rest_until <= $2) AND EXISTS (${firstDue('s', '$2')})`, [subscriptionId, now]), 'snapshot');
    return due !== undefined;
  }
}

/** Whether something of a subscription is due. Of an ordered one only its first delivery counts, behind which all others wait. */
export function firstDue(subscription: string, now: string): string {
  return `SELECT FROM (
      (SELECT d.due_at FROM events_delivery d WHERE ${subscription}.ordered AND d.subscription_id = ${subscription}.id AND d.state = 'pending' ORDER BY d.sequence LIMIT 1)
      UNION ALL
      (SELECT d.due_at FROM events_delivery d WHERE NOT ${subscription}.ordered AND d.subscription_id = ${subscription}.id AND d.state = 'pending' ORDER BY d.due_at LIMIT 1)
    ) first WHERE first.due_at <= ${now}`;
}
