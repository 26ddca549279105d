import { IsNull, MoreThan, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { events } from '#contracts';
import { DomainError } from '#kernel';
import { Secret } from './secret.entity.js';
import { Subscription } from './subscription.entity.js';

type Facts = z.output<typeof events.subscriptionFacts>;

interface ProgressRow {
  readonly epoch: string;
  readonly position: string;
  readonly sequence: string;
  readonly waiting: number;
  readonly dead: number;
  readonly failures: number;
  readonly failing_since: Date | null;
  readonly succeeded_at: Date | null;
}

const PROGRESS = `SELECT h.epoch, p.position, p.sequence, p.failures, p.failing_since, p.succeeded_at,
    (SELECT count(*)::int FROM events_delivery d WHERE d.subscription_id = p.subscription_id AND d.state = 'pending') AS waiting,
    (SELECT count(*)::int FROM events_delivery d WHERE d.subscription_id = p.subscription_id AND d.state = 'dead') AS dead
  FROM events_progress p, events_feed_head() h WHERE p.subscription_id = $1`;

/** A subscription as its owner sees it. */
export async function readFacts(db: EntityManager, id: string): Promise<Facts> {
  const subscription = await db.findOneBy(Subscription, { id });
  if (subscription === null) throw new DomainError('not_found', 'There is no subscription of this id.');
  const { ownerId, name, protocol, state, reason, url, format, payload, filter, ordered, batch, concurrency, perSecond, heartbeat } = subscription;
  return {
    id, ownerId, name, protocol, state, reason, url, format, payload, filter, pace: { ordered, batch, concurrency, perSecond }, heartbeat,
    createdAt: subscription.createdAt.toISOString(), changedAt: subscription.changedAt.toISOString(), handshake: handshakeOf(subscription),
    signatures: await signaturesOf(db, id), progress: await progressOf(db, id),
  };
}

function handshakeOf({ asked, askedAt, agreedAt, askAt, refusal, allowedRate }: Subscription): Facts['handshake'] {
  return { asked, askedAt: instant(askedAt), agreedAt: instant(agreedAt), nextAt: instant(askAt), refusal, allowedRate };
}

/** What requests are signed with now, the newest first. */
export async function signaturesOf(db: EntityManager, subscriptionId: string): Promise<Facts['signatures']> {
  const select = { id: true, kind: true, publicKey: true, createdAt: true, expiresAt: true } as const;
  const secrets = await db.find(Secret, { select, where: [{ subscriptionId, expiresAt: MoreThan(new Date()) }, { subscriptionId, expiresAt: IsNull() }], order: { id: 'DESC' } });
  return secrets.map(({ kind, publicKey, createdAt, expiresAt }) => ({ kind, publicKey, createdAt: createdAt.toISOString(), expiresAt: instant(expiresAt) }));
}

async function progressOf(db: EntityManager, id: string): Promise<Facts['progress']> {
  const [row] = await db.query<ProgressRow[]>(PROGRESS, [id]);
  if (row === undefined) throw new Error(`the subscription ${id} has no progress`);
  const { epoch, position, waiting, dead, failures } = row;
  return { feedPosition: `${epoch}.${position}`, sequence: Number(row.sequence), waiting, dead, failures, failingSince: instant(row.failing_since), succeededAt: instant(row.succeeded_at) };
}

function instant(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
