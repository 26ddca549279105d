import type { stream } from '#contracts';
import type { Payload } from '../message/allowed-payload.js';
import type { Sink } from '../message/due.js';
import { dataDigest, link } from '../proof/chain.js';

/** An event as one subscription gets it. */
export interface Planned {
  readonly event: stream.Envelope;
  readonly payload: Payload;
  /** The event's place in the feed, `<epoch>.<number>`. */
  readonly feedPosition: string;
}

/** Digests of data are the same for all who get an event. */
const digests = new WeakMap<stream.Envelope, string>();

/** The digest of a delivery: it covers all that leaves the hub, and the delivery before. */
export function digestOf({ id: subscription, protocol }: Pick<Sink, 'id' | 'protocol'>, sequence: number, { event, payload, feedPosition }: Planned, previous: Buffer): Buffer {
  const { id, type, time } = event;
  // FHIR tells nothing of an event without content but its number and time; a web hook names it all the same.
  const named = protocol === 'webhook' || payload !== 'empty' ? { id, type } : { id: null, type: null };
  return link(previous, {
    subscription, sequence, ...named, time, position: feedPosition,
    subject: payload === 'empty' ? null : event.stream, data: payload === 'full' ? digestOfData(event) : null,
  });
}

function digestOfData(event: stream.Envelope): string {
  let digest = digests.get(event);
  if (digest === undefined) digests.set(event, (digest = dataDigest(event.data)));
  return digest;
}
