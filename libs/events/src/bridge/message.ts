import { filter } from '#contracts';
import type { FeedEvent } from '#log';
import { allowedPayload, dataClassOf } from '../message/allowed-payload.js';
import type { BridgeMessage } from './bridge.js';

/** What a bridge lets through. */
export interface Gate {
  readonly audiences: ReadonlySet<string>;
  readonly wanted: filter.Wanted;
}

/**
 * An event leaves when a reader with the gate's labels might see it and the filter wants it. What says something of a
 * person's health stays: on a broker even the news of it would name the stream.
 */
export function leaves({ audience, envelope }: FeedEvent, gate: Gate): boolean {
  return audience.some((label) => gate.audiences.has(label)) && allowedPayload(envelope.type, 'full') !== 'empty' && gate.wanted(envelope);
}

/** A structured CloudEvents 1.0 message. Words of people never leave: such an event goes by its id alone. */
export function composeMessage({ envelope, seq }: FeedEvent, epoch: string, traceparent: string | undefined): BridgeMessage {
  const payload = allowedPayload(envelope.type, 'full');
  const attributes = {
    ...filter.attributesOf(envelope), position: envelope.position, feedposition: `${epoch}.${seq}`,
    payload, dataclassification: dataClassOf(envelope.type), traceparent,
  };
  const body = JSON.stringify(payload === 'full' ? { ...attributes, datacontenttype: 'application/json', data: envelope.data } : attributes);
  return { id: envelope.id, type: envelope.type, stream: envelope.stream, body, traceparent };
}
