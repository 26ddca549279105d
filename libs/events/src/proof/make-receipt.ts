import type { EntityManager } from 'typeorm';
import type { events } from '#contracts';
import type { SigningKey } from '#db';
import { publicOrigin } from '#realtime';
import { genesis } from './chain.js';
import { signReceipt } from './sign-receipt.js';

/** Where the receipts of a subscription have come to. */
export interface Reached {
  readonly to: number;
  /** Hexadecimal. */
  readonly digest: string;
}

export async function reachedBy(db: EntityManager, subscriptionId: string): Promise<Reached> {
  const [last] = await db.query<{ to: string; digest: string }[]>(`SELECT "to", document->>'digest' AS digest FROM events_receipt WHERE subscription_id = $1 ORDER BY "to" DESC LIMIT 1`, [subscriptionId]);
  return last === undefined ? { to: 0, digest: genesis(subscriptionId).toString('hex') } : { to: Number(last.to), digest: last.digest };
}

/** What a receipt is made of: from where the last one ended up to a number, as things stand in this transaction. */
export interface Draft {
  readonly subscriptionId: string;
  readonly day: string;
  readonly complete: boolean;
  readonly reached: Reached;
  readonly to: number;
  readonly now: Date;
}

/** Counts what became of the deliveries and signs it. What is not all there any more is not signed. */
export async function makeReceipt(db: EntityManager, draft: Draft, key: SigningKey): Promise<events.Receipt> {
  const { subscriptionId, day, complete, reached, to, now } = draft;
  const [row] = await db.query<{ digest: string | null; delivered: number; pending: number; dead: number; epoch: string }[]>(
    `SELECT (SELECT encode(digest, 'hex') FROM events_delivery WHERE subscription_id = $1 AND sequence = $3) AS digest,
       count(*) FILTER (WHERE state = 'delivered')::int AS delivered, count(*) FILTER (WHERE state = 'pending')::int AS pending,
       count(*) FILTER (WHERE state = 'dead')::int AS dead, (SELECT epoch FROM events_feed_head()) AS epoch
     FROM events_delivery WHERE subscription_id = $1 AND sequence > $2 AND sequence <= $3`,
    [subscriptionId, reached.to, to],
  );
  if (row === undefined || row.digest === null) throw new Error(`delivery ${to} of subscription ${subscriptionId} is gone before its receipt was made`);
  const { digest, delivered, pending, dead, epoch } = row;
  const [due, counted] = [to - reached.to, delivered + pending + dead];
  if (counted !== due) throw new Error(`of the ${due} deliveries up to ${to} of subscription ${subscriptionId} ${due - counted} are gone before their receipt was made`);
  return signReceipt({
    format: 'corridor-hub receipt', version: 1, hub: publicOrigin() ?? `feed:${epoch}`, subscription: subscriptionId, day, complete,
    from: reached.to + 1, to, before: reached.digest, digest, delivered, pending, dead, signedAt: now.toISOString(), key: key.id,
  }, key.key);
}
