import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { setting } from '#config';
import { events, type Input, type Output } from '#contracts';
import { Sealer } from '#db';
import { noteAudit } from '#identity';
import { DomainError, newId, type Principal } from '#kernel';
import { parsePosition, type Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { AddressRules } from '#outbound';
import { insistOnTypes } from '../catalogue/insist-on-types.js';
import { genesis } from '../proof/chain.js';
import { beginHandshake, unasked } from './begin-handshake.js';
import { insistOnUrl } from './check-url.js';
import { addSecret } from './secret.entity.js';
import { subscriptionStart } from './subscription-states.js';
import { streamOf, Subscription } from './subscription.entity.js';

const most = setting('HUB_SUBSCRIPTIONS', z.coerce.number().int().min(1).max(100_000).default(100), 'subscriptions that one person may have at the same time');

@Injectable()
@Handles(events.createSubscription, () => theHub)
export class CreateSubscription implements CommandHandler<typeof events.createSubscription> {
  constructor(private readonly sealer: Sealer, private readonly rules: AddressRules) {}

  async execute(actor: Principal, input: Input<typeof events.createSubscription>, work: Work): Promise<Output<typeof events.createSubscription>> {
    const { name, url, protocol, format, payload, filter, pace, signature, heartbeat } = input;
    if (actor.personId === null) throw new DomainError('forbidden', 'Subscriptions belong to people.');
    insistOnUrl(this.rules, url);
    insistOnTypes(filter);
    await insistOnRoom(work.db, actor.personId);
    const position = await placeOf(work.db, input.start);

    const id = newId();
    await work.db.insert(Subscription, {
      id, ownerId: actor.personId, name, protocol, state: subscriptionStart, reason: null, url, format, payload, filter, ...pace, heartbeat,
      createdAt: work.now, changedAt: work.now, ...unasked(work.now),
    });
    await work.db.query('INSERT INTO events_progress (subscription_id, position, digest) VALUES ($1, $2, $3)', [id, position, genesis(id)]);
    const shown = await addSecret(work, this.sealer, id, signature);
    work.record(events.subscriptionCreated, streamOf(id), { subscriptionId: id, protocol });
    await beginHandshake(work, id);
    await noteAudit(work.db, actor, work.now, { action: events.createSubscription.name, object: { kind: 'subscription', id } });
    return { subscriptionId: id, state: subscriptionStart, ...shown };
  }
}

/** One at a time for each owner, so that the bound holds. */
async function insistOnRoom(db: EntityManager, ownerId: string): Promise<void> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtextextended('events_subscription:' || $1, 0))`, [ownerId]);
  const [row] = await db.query<{ held: number }[]>(`SELECT count(*)::int AS held FROM events_subscription WHERE owner_id = $1 AND state <> 'ended'`, [ownerId]);
  if ((row?.held ?? 0) >= most.value) throw new DomainError('too_many_of_owner', `A person has at most ${most.value} subscriptions: end one first.`);
}

/** The number in the feed after which the subscription begins. */
async function placeOf(db: EntityManager, start: string): Promise<number> {
  if (start === 'earliest') return 0;
  const [head] = await db.query<{ epoch: string; seq: string }[]>('SELECT epoch, seq FROM events_feed_head()');
  const end = Number(head?.seq ?? 0);
  if (start === 'new') return end;
  const position = parsePosition(start);
  if (position?.epoch !== head?.epoch) throw new DomainError('position_gone', 'This position is of another history of the feed: begin at `earliest`, or with what is new.', { epoch: head?.epoch });
  const offset = position?.offset ?? 0;
  if (offset > end) throw new DomainError('invalid_input', '/start: the feed has not come so far', { issues: [{ pointer: '/start', rule: 'a position that the feed has reached' }] });
  return offset;
}
