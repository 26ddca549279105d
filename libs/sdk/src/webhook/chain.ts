import type { WebhookEvent } from './read-events.js';

/** The last delivery that you took: keep it with what you made of it. */
export interface Link {
  readonly sequence: number;
  /** Hexadecimal. */
  readonly digest: string;
  /** Of which history of the hub it is: a hub that was restored gives the numbers after its backup again, to other events. */
  readonly history?: string;
  /** When its event happened. */
  readonly time?: string;
}

/** Where the chain of a subscription begins, before its first delivery. */
export async function beginningOf(subscription: string): Promise<Link> {
  return { sequence: 0, digest: await sha256(encode(`corridor-hub:subscription:${subscription}`)) };
}

/** Attributes that the chain covers by a name of their own, or not at all; all others it covers together. */
const APART = new Set(['id', 'type', 'subject', 'time', 'sequence', 'feedposition', 'previousdigest', 'digest', 'traceparent', 'tracestate', 'datacontenttype', 'data', 'position', 'dataclassification']);

/**
 * Whether a delivery has the digest that it states: SHA-256 over the digest before it and the canonical JSON of its facts.
 * What an older hub numbered has one without `about`.
 */
export async function isWhole(subscription: string, event: WebhookEvent): Promise<boolean> {
  const { sequence, id, type, time } = event;
  const data = event.payload === 'full' ? await sha256(encode(canonicalJson(event.data))) : null;
  const facts = { subscription, sequence, id, type, subject: event.stream, position: event.feedPosition, time, data };
  const about = Object.fromEntries(Object.entries(event.attributes).filter(([name]) => !APART.has(name)));
  const digest = (covered: object): Promise<string> => sha256(Uint8Array.from([...fromHex(event.previousDigest), ...encode(canonicalJson(covered))]));
  return event.digest === (await digest({ ...facts, about })) || event.digest === (await digest(facts));
}

/** The one text of a JSON value (RFC 8785): members in the order of their UTF-16 code units, no spaces. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function fromHex(text: string): number[] {
  return (text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}
