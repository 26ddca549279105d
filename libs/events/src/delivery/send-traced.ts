import { annotate, traced, traceparent } from '#trace';
import type { Answer, Outbound, Outgoing } from '#outbound';
import type { Claimed } from './claim-due.js';

/**
 * Sends one request as a span of the trace of its (first) event. The receiver is told of that span in the header
 * `traceparent`; the CloudEvents extension of that name stays the event's own, on every try.
 */
export function sendTraced(outbound: Outbound, outgoing: Outgoing, sent: readonly Claimed[], { subscriptionId, cut }: { readonly subscriptionId: string; readonly cut: AbortSignal }): Promise<Answer> {
  const [first] = sent;
  const attributes = { 'hub.subscription': subscriptionId, 'hub.sequence': first?.sequence ?? 0, 'hub.event': first?.event.id ?? '', 'hub.attempt': (first?.attempts ?? 0) + 1, 'hub.deliveries': sent.length };
  return traced('delivery attempt', attributes, async () => {
    const here = traceparent();
    const answer = await outbound.send(here === undefined ? outgoing : { ...outgoing, headers: { ...outgoing.headers, traceparent: here } }, cut);
    annotate({ 'hub.outcome': answer.kind, 'http.response.status_code': answer.status ?? 0 });
    return answer;
  }, { kind: 'client', parent: first?.traceparent });
}
