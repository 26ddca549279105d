import { z } from 'zod';
import { filter } from '../filter/filter.js';
import { id } from '../id.js';
import { instant } from '../time.js';

export { id, instant };
export const none = z.object({});

/** `webhook`: signed CloudEvents to a URL. `fhir`: notifications of the FHIR R5 subscriptions backport, channel rest-hook. */
export const protocol = z.enum(['webhook', 'fhir']);
/** How a webhook's body is made (CloudEvents 1.0 HTTP binding). */
export const format = z.enum(['structured', 'binary']);
/** How much of an event leaves the hub, at most; the event's data class may allow less. */
export const payload = z.enum(['empty', 'id', 'full']);

/**
 * requested: the endpoint has not proved yet that it wants this. active: events are delivered. paused: by its owner; events
 * wait. disabled: by the hub (`reason` says why); events wait until the owner activates it. ended: for ever.
 */
export const subscriptionState = z.enum(['requested', 'active', 'paused', 'disabled', 'ended']);
/** Why the hub disabled a subscription. */
export const disabledReason = z.enum(['gone', 'failing', 'rights_ended', 'address_refused']);

/** pending: due now or later. delivered: the endpoint answered 2xx. dead: every try of the schedule failed; may be replayed. */
export const deliveryState = z.enum(['pending', 'delivered', 'dead']);
/** What came of one try. `blocked`: the address may not be called. */
export const attemptOutcome = z.enum(['delivered', 'refused', 'timeout', 'failed', 'blocked']);

const rates = {
  /** One after the other, each only after the one before was taken or is dead. */
  ordered: z.boolean(),
  /** Events in one request (CloudEvents batch), for ordered subscriptions. */
  batch: z.int().min(1).max(100),
  /** Requests at the same time. */
  concurrency: z.int().min(1).max(50),
  /** Requests a second at most; null: no limit of its own. */
  perSecond: z.int().min(1).max(1_000).nullable(),
};
/** How deliveries are made. */
export const pace = z.strictObject({
  ordered: rates.ordered.default(false), batch: rates.batch.default(1), concurrency: rates.concurrency.default(10), perSecond: rates.perSecond.default(null),
});
/** Another pace: what is left out stays. */
export const newPace = z.strictObject(rates).partial();

export { filter };
