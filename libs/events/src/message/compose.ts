import type { Outgoing } from '#outbound';
import { notificationContent } from '../fhir/compose-notification.js';
import { shape, type Shaped } from './attributes.js';
import type { Due, Sink } from './due.js';
import { encodeHeader } from './encode-header.js';
import { signatures } from './sign.js';

/** A request that was made of the first `taken` of the deliveries that it was asked for. */
export interface Composed extends Outgoing {
  readonly taken: number;
}

/** Bytes of a body at the most: what every intermediary must let through (CloudEvents 1.0, size limits). */
const MOST_BYTES = 65_536;

interface Content {
  readonly id: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly taken: number;
}

/**
 * Makes the signed request of one delivery, or of a batch where the subscription has batches: Standard Webhooks 1.0.0
 * around CloudEvents 1.0, or around FHIR notifications. Of a batch it takes as many as fit, one at least.
 */
export function compose(sink: Sink, deliveries: readonly Due[], at: Date): Composed {
  const [first] = deliveries;
  if (first === undefined) throw new Error('there is nothing to deliver');
  const { id, body, headers, taken } = contentOf(sink, deliveries, first, at);
  const last = deliveries[taken - 1] ?? first;
  const timestamp = Math.floor(at.getTime() / 1_000);
  return {
    method: 'POST', url: sink.url, body, taken,
    headers: {
      ...headers, 'user-agent': 'corridor-hub',
      'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures(sink.secrets, id, timestamp, body),
      'hub-subscription': sink.id, 'hub-attempt': String(first.attempts + 1),
      'hub-previous-digest': first.previous.toString('hex'), 'hub-digest': last.digest.toString('hex'),
      ...(first.traceparent === undefined ? {} : { traceparent: first.traceparent }),
    },
  };
}

function contentOf(sink: Sink, deliveries: readonly Due[], first: Due, at: Date): Content {
  if (sink.protocol === 'fhir') return notificationContent(sink, deliveries, at);
  return sink.batch > 1 ? batched(sink, deliveries) : single(sink, first);
}

/** What stands where a binary body has no data to carry: readers that parse every body as JSON, verifiers among them, take it. */
const NO_DATA = '{}';

function single(sink: Sink, due: Due): Content {
  const shaped = shape(due);
  const content = { id: due.event.id, taken: 1 };
  if (sink.format === 'structured') return { ...content, body: structured(shaped), headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' } };
  return { ...content, body: shaped.data === undefined ? NO_DATA : JSON.stringify(shaped.data), headers: binaryHeaders(shaped) };
}

/** The id of a batch is made of what is in it, so that every try of the same deliveries has the same one, and of others another. */
function batched(sink: Sink, deliveries: readonly Due[]): Content {
  const parts: string[] = [];
  let bytes = 2;
  for (const due of deliveries.slice(0, sink.batch)) {
    const part = structured(shape(due));
    bytes += Buffer.byteLength(part) + 1;
    if (parts.length > 0 && bytes > MOST_BYTES) break;
    parts.push(part);
  }
  const [from, to] = [deliveries[0]?.sequence, deliveries[parts.length - 1]?.sequence];
  return { id: `batch_${sink.id}_${from}_${to}`, taken: parts.length, body: `[${parts.join(',')}]`, headers: { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' } };
}

function structured({ attributes, data }: Shaped): string {
  const text = JSON.stringify(attributes);
  return data === undefined ? text : `${text.slice(0, -1)},"data":${JSON.stringify(data)}}`;
}

/** Content-Type stands for datacontenttype; every other attribute has a header of its own. */
function binaryHeaders({ attributes }: Shaped): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  for (const name in attributes) {
    if (name !== 'datacontenttype') headers[`ce-${name}`] = encodeHeader(attributes[name] ?? '');
  }
  return headers;
}
