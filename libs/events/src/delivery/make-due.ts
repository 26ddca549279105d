import type { EntityManager } from 'typeorm';
import { events } from '#contracts';

/** Which deliveries of a subscription are sent again: one by its number, or those that were made at an instant or later and stand so. */
export interface Wanted {
  readonly subscriptionId: string;
  readonly sequence: number | null;
  readonly since: string | null;
  readonly states: readonly ('dead' | 'delivered' | 'waiting')[];
}

/** What is due already, or on its way, fits nothing: it comes anyway. */
const FITS = /* sql */ `subscription_id = $1 AND ($2::bigint IS NULL OR sequence = $2) AND ($3::timestamptz IS NULL OR created_at >= $3)
  AND CASE WHEN state <> 'pending' THEN state WHEN due_at > $5 THEN 'waiting' ELSE 'due' END = ANY ($4::text[])`;

export async function countFitting(db: EntityManager, wanted: Wanted, now: Date): Promise<number> {
  const [found] = await db.query<{ matching: number }[]>(`SELECT count(*)::int AS matching FROM events_delivery WHERE ${FITS}`, parameters(wanted, now));
  return found?.matching ?? 0;
}

/** Makes what fits due now, the oldest first, as if it had never been tried; who has it sent knows better than an endpoint that asked to be left alone. @returns how many */
export async function makeDue(db: EntityManager, wanted: Wanted, now: Date): Promise<number> {
  // First the endpoint's row, then those of deliveries: in this order outcomes are written too.
  await db.query('SELECT FROM events_progress WHERE subscription_id = $1 FOR NO KEY UPDATE', [wanted.subscriptionId]);
  const [, replayed] = await db.query<[unknown, number]>(
    `UPDATE events_delivery SET state = 'pending', tries = 0, due_at = $5, settled_at = NULL, fault = NULL
     WHERE subscription_id = $1 AND sequence IN (SELECT sequence FROM events_delivery WHERE ${FITS} ORDER BY sequence LIMIT ${events.replayLimit})`, parameters(wanted, now));
  if (replayed > 0) await db.query('UPDATE events_progress SET rest_until = NULL WHERE subscription_id = $1 AND rest_until IS NOT NULL', [wanted.subscriptionId]);
  return replayed;
}

function parameters({ subscriptionId, sequence, since, states }: Wanted, now: Date): unknown[] {
  return [subscriptionId, sequence, since, states, now];
}
