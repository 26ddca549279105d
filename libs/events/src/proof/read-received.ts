import { z } from 'zod';
import { aboutOf } from '../message/attributes.js';
import { dataDigest } from './chain.js';
import { readBundle } from './read-bundle.js';
import { hexDigest, type Received } from './received.js';

const line = z.object({ headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])), body: z.string() });
/** The CloudEvents attributes of a delivery that its digest covers one by one, or states. */
const attributes = z.object({
  id: z.string(), type: z.string(), subject: z.string().optional(), time: z.string(),
  sequence: z.string().regex(/^\d{1,15}$/), feedposition: z.string(), payload: z.enum(['empty', 'id', 'full']), previousdigest: hexDigest, digest: hexDigest,
});

/**
 * Reads one line of a file of received webhooks, `{ "headers": { … }, "body": "…" }`: one event (CloudEvents, structured
 * or binary), a batch of them, or a FHIR notification. Null when it is no delivery of a hub.
 */
export function readReceived(text: string, at: number): readonly Received[] | null {
  try {
    const { headers, body } = line.parse(JSON.parse(text));
    const names = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]));
    if (names.has('ce-id')) return [toReceived(binary(names), binaryData(names, body), at)];
    const content: unknown = JSON.parse(body);
    if (z.object({ resourceType: z.literal('Bundle') }).safeParse(content).success) return readBundle(content, at);
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
  const about = aboutOf(stated as Record<string, string>);
  // Data that do not leave in full are not there at all; what was put in gives another digest.
  const facts = { id, type, subject: subject ?? null, position: feedposition, time, sequence: Number(sequence), about, data: payload !== 'full' && data === undefined ? null : dataDigest(data ?? null) };
  return { line: at, facts, previous: previousdigest, digest: own };
}
