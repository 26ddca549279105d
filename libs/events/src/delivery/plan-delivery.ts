import type { stream } from '#contracts';
import type { Payload } from '../message/allowed-payload.js';
import { aboutEvent } from '../message/attributes.js';
import type { Sink } from '../message/due.js';
import { dataDigest, link, type Facts } from '../proof/chain.js';

/** An event as one subscription gets it. */
export interface Planned {
  readonly event: stream.Envelope;
  readonly payload: Payload;
  /** The event's place in the feed, `<epoch>.<number>`. */
  readonly feedPosition: string;
}

/** Digests of data are the same for all who get an event. */
const digests = new WeakMap<stream.Envelope, string>();

/** What the digest of a delivery covers: all that leaves the hub. */
export function factsOf({ id: subscription, protocol }: Pick<Sink, 'id' | 'protocol'>, sequence: number, { event, payload, feedPosition }: Planned): Facts {
  const { id, type, time } = event;
  // FHIR tells nothing of an event without content but its number and time; a web hook names it all the same.
  const named = protocol === 'webhook' || payload !== 'empty' ? { id, type } : { id: null, type: null };
  return {
    subscription, sequence, ...named, time, position: feedPosition,
    subject: payload === 'empty' ? null : event.stream, data: payload === 'full' ? digestOfData(event) : null,
    about: protocol === 'webhook' ? aboutEvent(event, payload) : null,
  };
}

/** The digest of a delivery: of its facts, and of the delivery before. */
export function digestOf(sink: Pick<Sink, 'id' | 'protocol'>, sequence: number, planned: Planned, previous: Buffer): Buffer {
  return link(previous, factsOf(sink, sequence, planned));
}

function digestOfData(event: stream.Envelope): string {
  let digest = digests.get(event);
  if (digest === undefined) digests.set(event, (digest = dataDigest(event.data)));
  return digest;
}
