import { z } from 'zod';
import { dataDigest, type Facts } from './chain.js';

/** One delivery as the receiver got it: what its digest covers, and the digests that it states. */
export interface Received {
  /** The line of the file, from 1. */
  readonly line: number;
  readonly facts: Omit<Facts, 'subscription'>;
  /** Hexadecimal. */
  readonly previous: string;
  readonly digest: string;
}

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const line = z.object({ headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])), body: z.string() });
/** The CloudEvents attributes of a delivery that its digest covers or states. */
const attributes = z.object({
  id: z.string(), type: z.string(), subject: z.string().optional(), time: z.string(),
  sequence: z.string().regex(/^\d{1,15}$/), feedposition: z.string(), payload: z.enum(['empty', 'id', 'full']), previousdigest: digest, digest,
});

/**
 * Reads one line of a file of received webhooks, `{ "headers": { … }, "body": "…" }`: one event (CloudEvents, structured
 * or binary) or a batch of them. Null when it is no delivery of a hub.
 */
export function readReceived(text: string, at: number): readonly Received[] | null {
  try {
    const { headers, body } = line.parse(JSON.parse(text));
    const names = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]));
    if (names.has('ce-id')) return [toReceived(binary(names), binaryData(names, body), at)];
    const content: unknown = JSON.parse(body);
    return (Array.isArray(content) ? content : [content]).map((one: unknown) => toReceived(one, (one as { data?: unknown }).data, at));
  } catch {
    return null;
  }
}

function binary(headers: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith('ce-')).map(([name, value]) => [name.slice(3), decodeURIComponent(value)]));
}

/** Where no data leave, the body is empty or an empty object. */
function binaryData(headers: ReadonlyMap<string, string>, body: string): unknown {
  const none = body === '' || (body === '{}' && headers.get('ce-payload') !== 'full');
  return none ? undefined : JSON.parse(body);
}

function toReceived(stated: unknown, data: unknown, at: number): Received {
  const { id, type, subject, time, sequence, feedposition, payload, previousdigest, digest: own } = attributes.parse(stated);
  // Data that do not leave in full are not there at all; what was put in gives another digest.
  const facts = { id, type, subject: subject ?? null, position: feedposition, time, sequence: Number(sequence), data: payload !== 'full' && data === undefined ? null : dataDigest(data ?? null) };
  return { line: at, facts, previous: previousdigest, digest: own };
}
