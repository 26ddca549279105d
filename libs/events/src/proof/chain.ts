import { createHash, hash } from 'node:crypto';
import { canonicalJson } from '#log/offline';

/** What of a delivery its digest covers: all of it stands in the request that the receiver gets. */
export interface Facts {
  readonly subscription: string;
  readonly sequence: number;
  /** The event's id and type; null where nothing but the event's being is told (FHIR, payload `empty`). */
  readonly id: string | null;
  readonly type: string | null;
  /** The event's stream; null with the payload `empty`. */
  readonly subject: string | null;
  /** The event's place in the feed, `<epoch>.<number>`. */
  readonly position: string;
  /** When it happened, UTC in milliseconds: `2026-11-22T09:00:00.000Z`. */
  readonly time: string;
  /** `dataDigest` of the event's data when they leave in full; null when they do not. */
  readonly data: string | null;
  /**
   * The other CloudEvents attributes of the request, by name: who did it, how much leaves, what filters read. Null in a FHIR notification, which has
   * none, and for what an older release numbered.
   */
  readonly about: Readonly<Record<string, string>> | null;
}

/** The digest before a subscription's first delivery. */
export function genesis(subscriptionId: string): Buffer {
  return createHash('sha256').update(`corridor-hub:subscription:${subscriptionId}`).digest();
}

/** SHA-256 of the data's canonical JSON (RFC 8785), in hexadecimal. One for an event, however many subscriptions get it. */
export function dataDigest(data: unknown): string {
  return hash('sha256', canonicalJson(data));
}

/** The digest of a delivery: SHA-256 over the digest before it and the canonical JSON of its facts; what is covered nowhere (`about` null) is no member. */
export function link(previous: Buffer, facts: Facts): Buffer {
  // The members stand in canonical order, so that nothing has to be sorted: this runs once for each delivery.
  const about = facts.about === null ? '' : `"about":${canonicalJson(facts.about)},`;
  const text = `{${about}"data":${JSON.stringify(facts.data)},"id":${JSON.stringify(facts.id)},"position":${JSON.stringify(facts.position)},`
    + `"sequence":${facts.sequence},"subject":${JSON.stringify(facts.subject)},"subscription":${JSON.stringify(facts.subscription)},`
    + `"time":${JSON.stringify(facts.time)},"type":${JSON.stringify(facts.type)}}`;
  return createHash('sha256').update(previous).update(text).digest();
}

/** Whether a digest is that of these facts after the digest before it, `about` included, unless an older release numbered it. */
export function isLink(digest: Buffer, previous: Buffer, facts: Facts): boolean {
  return digest.equals(link(previous, facts)) || (facts.about !== null && digest.equals(link(previous, { ...facts, about: null })));
}
