import { filter, type stream } from '#contracts';
import { allowedPayload, dataClassOf, type Payload } from './allowed-payload.js';
import type { Due } from './due.js';

/** Digits of `sequence`: numbers of the same length sort as text the way they sort as numbers. */
const SEQUENCE_DIGITS = 15;

/** Attributes that name what an event is about, and how each is read off it: those that filters see. */
const NAMING = ['subject', 'partitionkey', 'actor', 'institution', 'country', 'severity'].map((name) => [name, filter.attribute(name)] as const);

/** An event as a subscription gets it: its CloudEvents attributes, and the data that go with them. */
export interface Shaped {
  readonly attributes: Readonly<Record<string, string>>;
  /** Absent unless the event leaves in full. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * The CloudEvents attributes of an event in so much detail, whatever the subscription. With the payload `empty` nothing tells which
 * object it is about; with `id` the stream, the actor and what the filters read do.
 */
function attributesOf(event: stream.Envelope, payload: Payload): Record<string, string> {
  const attributes: Record<string, string> = { specversion: '1.0', id: event.id, source: filter.SOURCE, type: event.type, time: event.time, payload, dataclassification: dataClassOf(event.type) };
  if (payload === 'empty') return attributes;
  attributes['position'] = event.position;
  for (const [name, read] of NAMING) {
    const value = read(event);
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}

/**
 * Attributes that are not covered together: facts of their own, the chain itself, what is of the way and not of the event, and what may be another
 * when a delivery is made later than it was numbered (a restore gives positions another epoch, a release gives types another class).
 */
const APART = new Set(['id', 'type', 'subject', 'time', 'sequence', 'feedposition', 'previousdigest', 'digest', 'traceparent', 'tracestate', 'datacontenttype', 'data', 'position', 'dataclassification']);

/** Of the attributes of a delivery those that its chain covers together, as `about`. */
export function aboutOf(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !APART.has(name)));
}

/** What `shape` will say of an event, as far as its chain covers it as `about`. */
export function aboutEvent(event: stream.Envelope, payload: Payload): Record<string, string> {
  return aboutOf(attributesOf(event, payload));
}

/** A delivery as CloudEvents 1.0 has it. The data go only in full, and `payload` says which it is. */
export function shape(due: Due): Shaped {
  const { event } = due;
  // Settled when it was dispatched; asked once more, so that nothing leaves that its class keeps back.
  const payload = allowedPayload(event.type, due.payload);
  const attributes: Record<string, string> = {
    ...attributesOf(event, payload),
    sequence: String(due.sequence).padStart(SEQUENCE_DIGITS, '0'), feedposition: due.feedPosition,
    previousdigest: due.previous.toString('hex'), digest: due.digest.toString('hex'),
  };
  if (due.traceparent !== undefined) attributes['traceparent'] = due.traceparent;
  if (payload !== 'full') return { attributes };
  attributes['datacontenttype'] = 'application/json';
  return { attributes, data: event.data };
}
