import { publicOrigin } from '#realtime';
import type { Outgoing } from '#outbound';
import type { Due, Sink } from '../message/due.js';
import { signatures } from '../message/sign.js';
import { notification, type About, type Kind } from './notification.js';
import { CONTENT_TYPE } from './resources.js';

/** Bytes of data in one notification: the bound that webhooks have too. */
const MOST_BYTES = 65_536;

/** The address of the FHIR door, as everybody outside reaches it. */
export function fhirBase(): string | null {
  const origin = publicOrigin();
  return origin === null ? null : `${origin}/api/v1/fhir`;
}

/** The body of an event notification, of as many of these deliveries as one may hold, and of those that fit; one at least. */
export function notificationContent(sink: Sink, deliveries: readonly Due[], at: Date): { id: string; body: string; headers: Record<string, string>; taken: number } {
  let [taken, bytes] = [0, 0];
  for (const { event } of deliveries.slice(0, sink.batch)) {
    bytes += Buffer.byteLength(JSON.stringify(event.data));
    if (taken > 0 && bytes > MOST_BYTES) break;
    taken += 1;
  }
  const told = deliveries.slice(0, taken).map((due) => ({ ...due, chain: due }));
  const [from, to] = [told[0], told.at(-1)];
  if (from === undefined || to === undefined) throw new Error('there is nothing to notify of');
  const body = JSON.stringify(notification(aboutActive(sink.id), 'event-notification', to.sequence, told, at));
  return { id: taken === 1 ? from.event.id : `batch_${sink.id}_${from.sequence}_${to.sequence}`, body, headers: { 'content-type': CONTENT_TYPE }, taken };
}

/** A signed notification without events: the handshake, or a sign of life. */
export function plainNotification(sink: Sink, kind: Extract<Kind, 'handshake' | 'heartbeat'>, since: number, at: Date): Outgoing {
  const about = kind === 'handshake' ? { ...aboutActive(sink.id), status: 'requested' } : aboutActive(sink.id);
  const body = JSON.stringify(notification(about, kind, since, [], at));
  const timestamp = Math.floor(at.getTime() / 1_000);
  const id = `${kind}_${sink.id}_${timestamp}`;
  return {
    method: 'POST', url: sink.url, body,
    headers: {
      'content-type': CONTENT_TYPE, 'user-agent': 'corridor-hub', 'hub-subscription': sink.id,
      'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures(sink.secrets, id, timestamp, body),
    },
  };
}

function aboutActive(subscriptionId: string): About {
  return { subscriptionId, status: 'active', base: fhirBase() };
}
