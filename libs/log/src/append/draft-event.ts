import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { stream as contract, type Data, type HubEvent, type Personal } from '#contracts';
import { DomainError, newId } from '#kernel';
import { canonicalJson, UnfitValue } from '../stream/canonical-json.js';
import { bodyHash, commitment } from '../stream/hash-chain.js';

/** An event that is ready to be appended; only its offset and the hash before it are not known yet. */
export interface Draft {
  readonly stream: string;
  readonly id: string;
  readonly type: string;
  readonly time: Date;
  readonly actor: string;
  readonly audience: readonly string[];
  /** Canonical JSON. */
  readonly data: string;
  /** The hash of what the chain covers of it, in hexadecimal. */
  readonly body: string;
  readonly words: { readonly salt: string; readonly commitment: string; readonly data: string } | null;
}

export interface Recording<E extends HubEvent> {
  readonly actor: string;
  readonly time: Date;
  readonly audience?: readonly string[];
  readonly personal?: Personal<E>;
}

/** The bound of an event's data, and of its words of people (bytes of canonical JSON). */
export const EVENT_BYTES = 16_384;
const LABELS = 64;
const LABEL = /^[a-z][a-z_]{0,39}(:[A-Za-z0-9_-]{1,64})?$/;

/**
 * Checks an event against its contract and makes it ready. What does not fit is a fault of the code that records it;
 * what is too large or cannot be kept came from outside and is refused.
 */
export function draftEvent<E extends HubEvent>(event: E, stream: string, data: Data<E>, recording: Recording<E>): Draft {
  insistOnStream(event, stream);
  const { actor, time, audience = event.audience } = recording;
  insistOnAudience(event, audience);
  const text = bounded(event, fitted(event, 'data', event.data, data));
  const words = recording.personal === undefined ? null : wordsOf(event, recording.personal);
  const id = newId();
  const body = { id, type: event.name, stream, time: time.toISOString(), actor, audience, data, personal: words?.commitment ?? null };
  return { stream, id, type: event.name, time, actor, audience, data: text, body: bodyHash(body, text), words };
}

function insistOnStream(event: HubEvent, stream: string): void {
  const kind = stream.startsWith(event.stream) && (stream.length === event.stream.length || stream[event.stream.length] === ':');
  if (!kind || !contract.streamName.safeParse(stream).success) throw new Error(`the event ${event.name} stands in streams of the kind ${event.stream}, not in ${stream.slice(0, 100)}`);
}

function insistOnAudience(event: HubEvent, audience: readonly string[]): void {
  const fit = audience.length > 0 && audience.length <= LABELS && audience.every((label) => LABEL.test(label));
  if (!fit) throw new Error(`the event ${event.name} needs 1 to ${LABELS} audience labels like "members" or "person:<id>"`);
}

function wordsOf(event: HubEvent, personal: unknown): NonNullable<Draft['words']> {
  if (event.personal === null) throw new Error(`the event ${event.name} declares no words of people`);
  const data = bounded(event, fitted(event, 'personal', event.personal, personal));
  const salt = randomBytes(16);
  return { salt: salt.toString('hex'), data, commitment: commitment(salt, data).toString('hex') };
}

/** The value as the contract reads it, in canonical form. Fields that the contract does not declare are a fault, not dropped in silence. */
function fitted(event: HubEvent, part: string, schema: z.ZodType, value: unknown): string {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${[part, ...issue.path].join('.')}: ${issue.message}`);
    throw new Error(`the event ${event.name} does not fit its contract: ${faults.join('; ')}`);
  }
  const extra = undeclared(value, parsed.data);
  if (extra !== null) throw new Error(`the event ${event.name} does not declare ${part}.${extra}`);
  try {
    return canonicalJson(parsed.data);
  } catch (fault) {
    if (!(fault instanceof UnfitValue)) throw fault;
    throw new DomainError('invalid_input', `The field ${fault.path} ${fault.reason}.`, { issues: [{ pointer: `/${fault.path.replaceAll('.', '/')}`, rule: fault.reason }] });
  }
}

/** The path of the first field that was given and that the schema left out; null when there is none. */
function undeclared(given: unknown, read: unknown): string | null {
  if (typeof given !== 'object' || given === null || typeof read !== 'object' || read === null) return null;
  for (const key in given) {
    const member = (given as Record<string, unknown>)[key];
    if (member === undefined) continue;
    if (!(key in read)) return key;
    if (typeof member !== 'object') continue;
    const deeper = undeclared(member, (read as Record<string, unknown>)[key]);
    if (deeper !== null) return `${key}.${deeper}`;
  }
  return null;
}

function bounded(event: HubEvent, text: string): string {
  // No character takes more than three bytes for each of its UTF-16 units.
  if (text.length * 3 > EVENT_BYTES && Buffer.byteLength(text) > EVENT_BYTES) {
    throw new DomainError('payload_too_large', `The event would be over the bound of ${EVENT_BYTES} bytes.`, { event: event.name, bytes: Buffer.byteLength(text) });
  }
  return text;
}
