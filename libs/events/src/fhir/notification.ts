import { newId } from '#kernel';
import { allowedPayload, type Payload } from '../message/allowed-payload.js';
import { toBasic, toChain, topicOf, type Chained, type Resource, type Shown } from './resources.js';

/** What a notification is about: the subscription, as FHIR names its status, and the address of the hub's FHIR door; null where the hub has no public one. */
export interface About {
  readonly subscriptionId: string;
  readonly status: string;
  readonly base: string | null;
  /** What hinders the notifications, in plain words; absent where nothing does. */
  readonly error?: string;
}

export type Kind = 'handshake' | 'heartbeat' | 'event-notification' | 'query-event' | 'query-status';

/** One event of a notification, under its number. */
export interface Told {
  readonly sequence: number;
  readonly payload: Payload;
  /** Null: there was one, and the reader may not see it, or it is no longer kept. */
  readonly event: Shown | null;
  /** Its place in the subscription's chain; null where it is told in less detail than its digest covers. */
  readonly chain: Chained | null;
}

/**
 * The FHIR R5 notification: a Bundle whose first entry is the SubscriptionStatus. Numbers are the subscription's own, without
 * a hole, so that a receiver sees what it lacks and asks `$events` for it.
 * @param since the number of the newest event of the subscription
 */
export function notification(about: About, kind: Kind, since: number, told: readonly Told[], at: Date): Resource {
  const id = newId();
  const shown = told.map((one) => ({ ...one, payload: one.event === null ? 'empty' as const : allowedPayload(one.event.type, one.payload) }));
  return {
    resourceType: 'Bundle', id: newId(), type: 'subscription-notification', timestamp: at.toISOString(),
    entry: [{ fullUrl: `urn:uuid:${id}`, resource: statusResource(id, about, kind, since, shown) }, ...shown.flatMap((one) => entryOf(one, about.base))],
  };
}

/** The SubscriptionStatus alone, as `$status` answers it. */
export function statusResource(id: string, about: About, kind: Kind, since: number, told: readonly Told[]): Resource {
  const types = new Set(told.map(({ payload, event }) => (payload === 'empty' ? null : event?.type ?? null)));
  return {
    resourceType: 'SubscriptionStatus', id, status: about.status, type: kind, eventsSinceSubscriptionStart: String(since),
    ...(told.length === 0 ? {} : { notificationEvent: told.map((one) => numbered(one, about.base)) }),
    subscription: { reference: refer(about.base, 'Subscription', about.subscriptionId) },
    ...(about.error === undefined ? {} : { error: [{ text: about.error }] }),
    // Where nothing but the event's being is told, its topic is not either.
    ...(told.length === 0 || types.has(null) ? {} : { topic: topicOf([...types].flatMap((type) => type ?? [])) }),
  };
}

/** An event in the SubscriptionStatus. */
export function numbered({ sequence, payload, event, chain }: Told, base: string | null): Record<string, unknown> {
  const eventNumber = String(sequence);
  if (event === null) return { eventNumber };
  const told = { ...(chain === null ? {} : { extension: [toChain(chain, payload === 'empty' ? null : event.stream)] }), eventNumber, timestamp: event.time };
  return payload === 'empty' ? told : { ...told, focus: { reference: refer(base, 'Basic', event.id), type: 'Basic', display: event.type } };
}

/** The entry of an event beside the SubscriptionStatus, where it has one. */
export function entryOf({ payload, event }: Told, base: string | null): Record<string, unknown>[] {
  if (event === null || payload === 'empty') return [];
  return [{
    fullUrl: base === null ? `urn:uuid:${event.id}` : refer(base, 'Basic', event.id),
    ...(payload === 'full' ? { resource: toBasic(event) } : {}),
    request: { method: 'POST', url: 'Basic' }, response: { status: '201' },
  }];
}

function refer(base: string | null, type: string, id: string): string {
  return `${base === null ? '' : `${base}/`}${type}/${id}`;
}
