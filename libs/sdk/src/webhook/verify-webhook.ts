import { beginningOf, isWhole, type Link } from './chain.js';
import { readEvents, type WebhookEvent } from './read-events.js';
import { WebhookRefusal } from './refusal.js';
import { isSigned } from './signature.js';

/** Seconds by which the clocks of hub and receiver may differ, both ways. */
const TOLERANCE = 300;

/** Headers as every server has them. */
export type WebhookHeaders = Headers | ReadonlyMap<string, string> | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyOptions {
  /** Seconds by which `webhook-timestamp` may lie off your clock; 300 without it. */
  readonly tolerance?: number;
  /** Your clock (Unix milliseconds). */
  readonly now?: number;
  /**
   * The last delivery of the subscription that you took; null: none yet. With it every delivery is taken once and in its
   * order: give it for subscriptions that are `ordered`.
   */
  readonly last?: (subscription: string) => Link | null | Promise<Link | null>;
}

/** A request that is the hub's, and not seen before as far as you said what you have. */
export interface Webhook {
  /** `webhook-id`: the same on every attempt. Of a single event its id. */
  readonly id: string;
  readonly subscription: string;
  /** 1 at the first attempt. */
  readonly attempt: number;
  /** One event, or those of a batch in their order; of a batch that begins with what you have, the rest. */
  readonly events: readonly [WebhookEvent, ...WebhookEvent[]];
  /** Keep it in the transaction in which you act on the events, for `last` of the next time. */
  readonly link: Link;
}

/**
 * Verifies a webhook (Standard Webhooks 1.0.0) and reads the events in it (CloudEvents 1.0: structured, binary or batch).
 * @param body as it came, byte for byte: JSON that was parsed and written again has another signature
 * @param credentials secrets (`whsec_…`) or public keys (`whpk_…`); while one is rotated, the old and the new
 * @throws WebhookRefusal
 * @throws TypeError for a body or credentials that no request could fit
 */
export async function verifyWebhook(headers: WebhookHeaders, body: string | Uint8Array, credentials: string | readonly string[], options: VerifyOptions = {}): Promise<Webhook> {
  // Programs without types make these two mistakes first: a body that a framework has parsed, and a secret that is not set.
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) throw new TypeError('Give the raw body, before it is parsed: what is signed is its bytes.');
  const named = namesOf(headers);
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => named.get(name) ?? '');
  if (!id || !signature || !/^\d{1,12}$/.test(timestamp ?? '')) throw new WebhookRefusal('no_webhook', 'The request lacks webhook-id, webhook-timestamp or webhook-signature.');
  const [now, tolerance] = [(options.now ?? Date.now()) / 1_000, options.tolerance ?? TOLERANCE];
  if (Number(timestamp) < now - tolerance) throw new WebhookRefusal('too_old', 'The request was signed too long ago.');
  if (Number(timestamp) > now + tolerance) throw new WebhookRefusal('too_new', 'The request was signed in the future: one of the two clocks is wrong.');
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const text = Uint8Array.from([...new TextEncoder().encode(`${id}.${timestamp}.`), ...bytes]);
  if (!(await isSigned(signature, text, typeof credentials === 'string' ? [credentials] : credentials))) throw new WebhookRefusal('bad_signature', 'The request is not signed with a secret or a key that you gave.');

  const subscription = named.get('hub-subscription') ?? '';
  const events = await fresh(subscription, readEvents(named, new TextDecoder().decode(bytes)), options.last);
  const [first, newest] = [events[0], events.at(-1)];
  if (first === undefined || newest === undefined) throw new WebhookRefusal('unreadable', 'There is no event in the request.');
  return { id, subscription, attempt: Number(named.get('hub-attempt') ?? 1), events: [first, ...events.slice(1)], link: linkOf(newest) };
}

/** What was sent before a restore may come again after it: only what happened since is of the later history. */
function isOfALaterHistory(event: WebhookEvent, { history, time }: Link): boolean {
  return history !== undefined && history !== linkOf(event).history && event.time > (time ?? '');
}

function linkOf({ sequence, digest, feedPosition, time }: WebhookEvent): Link {
  return { sequence, digest, history: feedPosition.split('.')[0] ?? '', time };
}

/**
 * The events that are new, each held against its digest and against the one before it. The first of another history goes on
 * from the backup, wherever that was: what it follows is known to the hub alone.
 */
async function fresh(subscription: string, events: readonly WebhookEvent[], last: VerifyOptions['last']): Promise<readonly WebhookEvent[]> {
  if (last === undefined) return events;
  const wanted: WebhookEvent[] = [];
  let held = (await last(subscription)) ?? (await beginningOf(subscription));
  for (const event of events) {
    if (!(await isWhole(subscription, event))) throw new WebhookRefusal('altered', `Delivery ${event.sequence} does not have the digest that it states.`);
    if (isOfALaterHistory(event, held) && event.sequence <= held.sequence + 1) {
      wanted.push(event);
      held = linkOf(event);
      continue;
    }
    if (event.sequence <= held.sequence) continue;
    if (event.sequence > held.sequence + 1) throw new WebhookRefusal('out_of_order', `Delivery ${event.sequence} came before delivery ${held.sequence + 1}.`, { 'expected-sequence': String(held.sequence + 1) });
    if (event.previousDigest !== held.digest) throw new WebhookRefusal('broken_chain', `Delivery ${event.sequence} does not follow the delivery ${held.sequence} that you took.`);
    wanted.push(event);
    held = linkOf(event);
  }
  if (events.length > 0 && wanted.length === 0) throw new WebhookRefusal('duplicate', `You have taken delivery ${events.at(-1)?.sequence} already.`);
  return wanted;
}

function namesOf(headers: WebhookHeaders): ReadonlyMap<string, string> {
  const entries = headers instanceof Map || headers instanceof Headers ? [...headers.entries()] : Object.entries(headers);
  return new Map(entries.flatMap(([name, value]: [string, string | readonly string[] | undefined]) => (value === undefined ? [] : [[name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')]])));
}
