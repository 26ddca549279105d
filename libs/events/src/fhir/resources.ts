import type { z } from 'zod';
import { catalogue, events, type HubEvent, type stream } from '#contracts';
import type { Payload } from '../message/allowed-payload.js';
import type { Due } from '../message/due.js';

/** A FHIR R5 resource as JSON. */
export type Resource = { readonly resourceType: string } & Readonly<Record<string, unknown>>;
/** What of an event its resource tells. */
export type Shown = Pick<stream.Envelope, 'id' | 'type' | 'stream' | 'time' | 'data'>;
/** Where an event stands in the chain of its subscription. */
export type Chained = Pick<Due, 'feedPosition' | 'previous' | 'digest'>;
type Facts = z.output<typeof events.subscriptionFacts>;

export const CONTENT_TYPE = 'application/fhir+json; charset=utf-8';
/** Names in URNs, so that they are the same whatever address a hub has. */
const EVENT_TYPE = 'urn:corridor-hub:event-type';
const EVENT_DATA = 'urn:corridor-hub:event-data';
export const CHAIN = 'urn:corridor-hub:chain';
/** What notifications are signed with (Standard Webhooks 1.0.0), in the answer that makes a subscription, and never again. */
export const SECRET = 'urn:corridor-hub:secret';
const STREAM = 'urn:corridor-hub:stream';
const TOPIC = 'urn:corridor-hub:topic:';
/** The topic of every event there is. */
const ANY = 'events';

const contents: Readonly<Record<Payload, string>> = { empty: 'empty', id: 'id-only', full: 'full-resource' };
const statuses: Readonly<Record<Facts['state'], string>> = { requested: 'requested', active: 'active', paused: 'off', disabled: 'error', ended: 'off' };

/** What a client may ask `$events` for. */
export const payloadOf = new Map<string, Payload>(Object.entries(contents).map(([payload, content]) => [content, payload as Payload]));

/**
 * The state as FHIR names it. What the hub disabled, and what did not take the handshake, is in error until its owner activates
 * it again; one whose endpoint fails, until something is taken.
 */
export function statusOf({ state, handshake, progress }: Pick<Facts, 'state' | 'handshake' | 'progress'>): string {
  if (state === 'active' && progress.failures >= events.failingAfter) return 'error';
  return state === 'requested' && handshake.refusal !== null && handshake.nextAt === null ? 'error' : statuses[state];
}

export function topicOf(types: readonly string[]): string {
  const [only, ...others] = types;
  return `${TOPIC}${only !== undefined && others.length === 0 && !only.endsWith('*') ? only : ANY}`;
}

/** The types that a topic is about: none is named where it is about every event; null where it is no topic of the hub. */
export function typesOf(topic: string): readonly string[] | null {
  if (!topic.startsWith(TOPIC)) return null;
  const type = topic.slice(TOPIC.length);
  return type === ANY ? [] : [type];
}

export function toSubscription(facts: Facts): Resource {
  const { id, name, reason, filter, url, payload, pace, heartbeat } = facts;
  const { types, streams, institutions, countries, severities } = filter;
  const filterBy = Object.entries({ types, streams, institutions, countries, severities })
    .flatMap(([filterParameter, values]) => (values === undefined ? [] : [{ filterParameter, value: values.join(',') }]));
  return {
    resourceType: 'Subscription', id, name, status: statusOf(facts), topic: topicOf(types ?? []), ...(reason === null ? {} : { reason }),
    ...(filterBy.length === 0 ? {} : { filterBy }),
    channelType: { system: 'http://terminology.hl7.org/CodeSystem/subscription-channel-type', code: 'rest-hook' }, endpoint: url,
    ...(heartbeat === null ? {} : { heartbeatPeriod: heartbeat }),
    contentType: 'application/fhir+json', content: contents[payload], maxCount: pace.batch,
  };
}

/** An event as a resource. FHIR has none for what an alliance does; `Basic` is made for what it has none for. */
export function toBasic(event: Shown): Resource {
  return {
    resourceType: 'Basic', id: event.id, code: { coding: [{ system: EVENT_TYPE, code: event.type }] },
    subject: { identifier: { system: STREAM, value: event.stream } }, created: event.time,
    extension: [{ url: EVENT_DATA, valueString: JSON.stringify(event.data) }],
  };
}

/** What else the digest of an event covers, and the digest itself: with it a kept notification proves what it says, as a web hook does. */
export function toChain({ feedPosition, previous, digest }: Chained, subject: string | null): Record<string, unknown> {
  const parts = { feedposition: feedPosition, ...(subject === null ? {} : { subject }), previousdigest: previous.toString('hex'), digest: digest.toString('hex') };
  return { url: CHAIN, extension: Object.entries(parts).map(([url, valueString]) => ({ url, valueString })) };
}

/** The topics that can be subscribed to: every event, and each type of one that readers may see. */
export function topics(): readonly Resource[] {
  const any: Resource = {
    resourceType: 'SubscriptionTopic', id: ANY, url: `${TOPIC}${ANY}`, title: 'Every event', status: 'active',
    description: 'Every event that the subscriber may read.', canFilterBy: events.fhirFilterParameters.map((filterParameter) => ({ filterParameter })),
  };
  return [any, ...catalogue.events().filter(({ audience }) => !audience.includes('system')).map(toTopic)];
}

function toTopic({ name, summary, stream: kind, owner }: HubEvent): Resource {
  return {
    resourceType: 'SubscriptionTopic', id: topicId(name), url: `${TOPIC}${name}`, title: name, status: 'active', publisher: owner, description: summary,
    // What happened is the trigger; the resource that tells of it is made for it.
    eventTrigger: [{ description: summary, event: { coding: [{ system: EVENT_TYPE, code: name }] }, resource: 'http://hl7.org/fhir/StructureDefinition/Basic' }],
    canFilterBy: [{ filterParameter: 'streams', description: `a stream ${kind}:<id>` }],
  };
}

/** FHIR ids have no underscore; names of events have no hyphen. */
function topicId(name: string): string {
  return name.replaceAll('_', '-');
}

/** What the hub can do in FHIR R5: make, read and end subscriptions, what they were told, and their topics. */
export function capabilities(base: string): Resource {
  const read = { code: 'read' };
  const operation = (name: string): object => ({ name, definition: `http://hl7.org/fhir/OperationDefinition/Subscription-${name}` });
  return {
    resourceType: 'CapabilityStatement', url: 'urn:corridor-hub:fhir-r5', status: 'active', date: '2026-11-23', kind: 'instance', software: { name: 'Corridor Hub' },
    implementation: { description: 'Subscriptions to the events of the hub, read with the rights of the caller.', url: base }, fhirVersion: '5.0.0', format: ['json'],
    rest: [{
      mode: 'server', security: { description: 'A session, or an API key of scope events:read as a bearer token; events:write to make and to end.' },
      resource: [
        { type: 'Subscription', documentation: 'Made and ended here, or by the commands events.subscription.* of the hub, with protocol fhir; those change, pause and activate it too. Its secret is in the answer that makes it, and never again.', versioning: 'no-version', interaction: [read, { code: 'create' }, { code: 'delete' }], operation: [operation('status'), operation('events')] },
        { type: 'SubscriptionTopic', versioning: 'no-version', interaction: [read, { code: 'search-type' }] },
        { type: 'Basic', documentation: 'An event that a subscription of one’s own was told of.', versioning: 'no-version', interaction: [read] },
      ],
    }],
  };
}
