import { filter } from '#contracts';
import { allowedPayload, dataClassOf } from './allowed-payload.js';
import type { Due } from './due.js';

/** Digits of `sequence`: numbers of the same length sort as text the way they sort as numbers. */
const SEQUENCE_DIGITS = 15;

/** An event as a subscription gets it: its CloudEvents attributes, and the data that go with them. */
export interface Shaped {
  readonly attributes: Readonly<Record<string, string | undefined>>;
  /** Absent unless the event leaves in full. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * The CloudEvents 1.0 attributes of a delivery. With the payload `empty` nothing tells which object the event is about; with
 * `id` the stream, the actor and what the filters read do. The data go only in full, and `payload` says which it is.
 */
export function shape(due: Due): Shaped {
  const { event } = due;
  // Settled when it was dispatched; asked once more, so that nothing leaves that its class keeps back.
  const payload = allowedPayload(event.type, due.payload);
  const { id, source, specversion, type, time, ...about } = filter.attributesOf(event);
  const named = payload === 'empty' ? {} : { ...about, position: event.position };
  const attributes = {
    specversion, id, source, type, time, ...named,
    sequence: String(due.sequence).padStart(SEQUENCE_DIGITS, '0'), feedposition: due.feedPosition, payload, dataclassification: dataClassOf(event.type),
    previousdigest: due.previous.toString('hex'), digest: due.digest.toString('hex'), traceparent: due.traceparent,
  };
  return payload === 'full' ? { attributes: { ...attributes, datacontenttype: 'application/json' }, data: event.data } : { attributes };
}
