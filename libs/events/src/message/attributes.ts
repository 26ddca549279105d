import { filter } from '#contracts';
import { allowedPayload, dataClassOf } from './allowed-payload.js';
import type { Due } from './due.js';

/** Digits of `sequence`: numbers of the same length sort as text the way they sort as numbers. */
const SEQUENCE_DIGITS = 15;

/** Attributes that tell what an event is about, and how each is read off it: those that filters see. */
const ABOUT = ['subject', 'partitionkey', 'actor', 'institution', 'country', 'severity'].map((name) => [name, filter.attribute(name)] as const);

/** An event as a subscription gets it: its CloudEvents attributes, and the data that go with them. */
export interface Shaped {
  readonly attributes: Readonly<Record<string, string>>;
  /** Absent unless the event leaves in full. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * The CloudEvents 1.0 attributes of a delivery. With the payload `empty` nothing tells which object the event is about; with
 * `id` the stream, the actor and what the filters read do. The data go only in full, and `payload` says which it is.
 */
export function shape(due: Due): Shaped {
  const { event } = due;
  const dataclassification = dataClassOf(event.type);
  // Settled when it was dispatched; asked once more, so that nothing leaves that its class keeps back.
  const payload = allowedPayload(event.type, due.payload);
  const attributes: Record<string, string> = {
    specversion: '1.0', id: event.id, source: filter.SOURCE, type: event.type, time: event.time,
    sequence: String(due.sequence).padStart(SEQUENCE_DIGITS, '0'), feedposition: due.feedPosition, payload, dataclassification,
    previousdigest: due.previous.toString('hex'), digest: due.digest.toString('hex'),
  };
  if (due.traceparent !== undefined) attributes['traceparent'] = due.traceparent;
  if (payload === 'empty') return { attributes };
  attributes['position'] = event.position;
  for (const [name, read] of ABOUT) {
    const value = read(event);
    if (value !== undefined) attributes[name] = value;
  }
  if (payload === 'id') return { attributes };
  attributes['datacontenttype'] = 'application/json';
  return { attributes, data: event.data };
}
