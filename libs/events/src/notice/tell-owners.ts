import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { events, type Data, type stream } from '#contracts';
import { administratorsOf } from '#identity';
import { eventsOf, eventsUpTo, Holds, telling, Tells, type Holder, type Telling } from '#log';
import { Subscription } from '../subscription/subscription.entity.js';

/** Administrators who are told one after the other at the most. */
const MOST = 10;

/** What the owner of a subscription or a consumer is told of it. */
@Injectable()
export class TellOwners {
  @Tells(events.subscriptionFailing)
  async failing(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { subscriptionId, failures, disabledAt } = event.data as Data<typeof events.subscriptionFailing>;
    const { name: subscription, ownerId } = await subscriptionOf(db, subscriptionId);
    return [telling(events.subscriptionFailingNotice, { ...ofEvent(event), to: [ownerId], facts: { subscription, failures, disabledAt } })];
  }

  /**
   * What the hub does, not what the owner did themselves. Events wait as long as nobody sees to it: where the owner does not answer,
   * one administrator after the other is told.
   */
  @Tells(events.subscriptionMoved)
  async disabled(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { subscriptionId, to, reason } = event.data as Data<typeof events.subscriptionMoved>;
    if (to !== 'disabled' || reason === null) return [];
    const { name: subscription, ownerId } = await subscriptionOf(db, subscriptionId);
    return [telling(events.subscriptionDisabledNotice, { ...ofEvent(event), to: [ownerId], chain: await administratorsBeside(db, ownerId), facts: { subscription, reason } })];
  }

  /** Whoever took the next step has seen to it. */
  @Holds(events.subscriptionDisabledNotice)
  async stillDisabled({ about, key }: Parameters<Holder>[0], db: EntityManager): Promise<boolean> {
    return (await eventsOf(db, about, [events.subscriptionMoved])).at(-1)?.id === key;
  }

  /** Once for each round of asking, however often the endpoint is asked in it. */
  @Tells(events.handshakeFailed)
  async refused(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { subscriptionId } = event.data as Data<typeof events.handshakeFailed>;
    const { name: subscription, ownerId } = await subscriptionOf(db, subscriptionId);
    const round = (await eventsUpTo(db, event, [events.handshakeBegun])).at(-1)?.id ?? subscriptionId;
    return [telling(events.handshakeFailedNotice, { key: round, about: event.stream, to: [ownerId], facts: { subscription } })];
  }

  @Tells(events.secretRotated)
  async rotated(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { subscriptionId, previousUntil } = event.data as Data<typeof events.secretRotated>;
    const { name: subscription, ownerId } = await subscriptionOf(db, subscriptionId);
    return [telling(events.secretRotatedNotice, { ...ofEvent(event), to: [ownerId], facts: { subscription, previousUntil } })];
  }

  @Tells(events.examinationFinished)
  async examined(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { subscriptionId, score } = event.data as Data<typeof events.examinationFinished>;
    const { name: subscription, ownerId } = await subscriptionOf(db, subscriptionId);
    return [telling(events.examinationFinishedNotice, { ...ofEvent(event), to: [ownerId], facts: { subscription, score } })];
  }

  /** With how many are parked by now. Whoever has deleted the consumer meanwhile is told nothing. */
  @Tells(events.eventsParked)
  async parked(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { consumerId } = event.data as Data<typeof events.eventsParked>;
    const [row] = await db.query<{ owner_id: string; name: string; parked: number }[]>('SELECT owner_id, name, parked FROM events_consumer WHERE id = $1 AND parked > 0', [consumerId]);
    return row === undefined ? [] : [telling(events.eventsParkedNotice, { ...ofEvent(event), to: [row.owner_id], facts: { consumer: row.name, parked: row.parked } })];
  }

  /** A consumer that its owner deleted themselves is no news to them. */
  @Tells(events.consumerChanged)
  async deleted(event: stream.Envelope): Promise<readonly Telling[]> {
    const { personId, name: consumer, live, reason } = event.data as Data<typeof events.consumerChanged>;
    return live || reason !== 'inactive' ? [] : [telling(events.consumerDeletedNotice, { ...ofEvent(event), to: [personId], facts: { consumer } })];
  }
}

/** Each event is told once. */
const ofEvent = (event: stream.Envelope): { key: string; about: string } => ({ key: event.id, about: event.stream });

async function administratorsBeside(db: EntityManager, ownerId: string): Promise<readonly string[]> {
  return (await administratorsOf(db, MOST)).filter((id) => id !== ownerId);
}

function subscriptionOf(db: EntityManager, id: string): Promise<Subscription> {
  return db.findOneByOrFail(Subscription, { id });
}
