import { In, type EntityManager } from 'typeorm';
import type { Sealer } from '#db';
import type { Sink } from '../message/due.js';
import { Secret, secretColumn } from './secret.entity.js';
import { Subscription } from './subscription.entity.js';

/**
 * What a sender needs of these subscriptions, their secrets unsealed. Runs for the hub itself. Those that are not there are
 * left out.
 * @throws Error when a secret cannot be opened: nothing is sent without its signature
 */
export async function loadSinks(db: EntityManager, sealer: Sealer, ids: readonly string[], now: Date): Promise<readonly Sink[]> {
  const subscriptions = await db.findBy(Subscription, { id: In([...ids]) });
  const secrets = await db.find(Secret, { where: { subscriptionId: In([...ids]) }, order: { id: 'DESC' } });
  const opened = new Map<string, { kind: 'v1' | 'v1a'; secret: Buffer }[]>(subscriptions.map(({ id }) => [id, []]));
  for (const { id, subscriptionId, kind, sealed, expiresAt } of secrets) {
    if (expiresAt === null || expiresAt > now) opened.get(subscriptionId)?.push({ kind, secret: sealer.open(secretColumn, id, sealed) });
  }
  return subscriptions.map((subscription) => toSink(subscription, opened.get(subscription.id) ?? []));
}

function toSink(subscription: Subscription, secrets: Sink['secrets']): Sink {
  const { id, ownerId, protocol, url, format, ordered, batch, concurrency, perSecond, allowedRate } = subscription;
  return { id, ownerId, protocol, url, format, ordered, batch, concurrency, perSecond: slower(perSecond, allowedRate === null ? null : allowedRate / 60), secrets };
}

/** The endpoint's own bound and the owner's: the lower one holds. */
function slower(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
