import { z } from 'zod';
import { listing } from '../alliance/words.js';
import { query } from '../catalogue/declare.js';
import { attemptOutcome, deliveryState, id, instant, payload } from './words.js';

const sequence = z.int().positive();

/** One event for one subscription, and what has become of it. */
export const deliveryFacts = z.object({
  subscriptionId: id, sequence, eventId: id, type: z.string(), stream: z.string(),
  position: z.string().describe('the event’s place in the feed'), payload, state: deliveryState, attempts: z.int(),
  createdAt: instant, dueAt: instant.nullable().describe('when the next try is due'), settledAt: instant.nullable(),
});

/** One try. Administrators see what came of it, not what was said. */
export const attemptFacts = z.object({
  number: z.int(), at: instant, milliseconds: z.int(), outcome: attemptOutcome, status: z.int().nullable(), fault: z.string().nullable(),
  request: z.object({ headers: z.record(z.string(), z.string()) }).nullable(),
  response: z.object({ headers: z.record(z.string(), z.string()), body: z.string() }).nullable(),
});

export const listDeliveries = query('events.delivery.list', {
  summary: 'The deliveries of a subscription, newest first.', path: '/subscriptions/{subscriptionId}/deliveries', list: true,
  params: z.strictObject({
    subscriptionId: id, ...listing, state: deliveryState.optional(),
    since: instant.optional().describe('made at this instant or later'), until: instant.optional().describe('made before this instant'),
  }),
  output: deliveryFacts,
});
export const readDelivery = query('events.delivery.read', {
  summary: 'One delivery with its tries: what was sent and what came back, both capped.', path: '/subscriptions/{subscriptionId}/deliveries/{sequence}',
  params: z.strictObject({ subscriptionId: id, sequence: z.coerce.number().int().positive() }),
  output: deliveryFacts.extend({ tries: z.array(attemptFacts) }), errors: ['delivery_unknown'],
});
export const listDeadLetters = query('events.dead_letter.list', {
  summary: 'The deliveries that are dead, of all of one’s own subscriptions, newest first within each. They may be replayed.', path: '/dead-letters', list: true,
  params: z.strictObject(listing), output: deliveryFacts,
});
