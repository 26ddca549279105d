import { z } from 'zod';
import { query } from '../catalogue/declare.js';
import { position } from '../stream.js';
import { id } from './words.js';

/**
 * One step of an event's way to a reader. passed: it went on from here. stopped: here it ended. waiting: here it is now.
 * told: worth knowing, and decides nothing.
 */
const step = z.object({
  step: z.enum(['event', 'reader', 'start', 'filter', 'right', 'payload', 'delivery', 'attempt', 'next']),
  verdict: z.enum(['passed', 'stopped', 'waiting', 'told']),
  sentence: z.string(),
  /** Which part of the filter: a JSON pointer into it. */
  part: z.string().optional(),
});

const explanation = z.object({
  eventId: id,
  /** Its place in the feed, or for a consumer of one stream its place there. */
  position,
  /** What has become of it. `left_out`: the step that stopped says why. */
  outcome: z.enum(['delivered', 'pending', 'dead', 'out', 'parked', 'settled', 'waiting', 'left_out']),
  steps: z.array(step),
});

export const explainSubscription = query('events.explain.read', {
  summary: 'Why did a subscription get an event, or why not? Step by step. An event that the caller may not see is answered as one that is not there.',
  path: '/subscriptions/{subscriptionId}/explain/{eventId}', params: z.strictObject({ subscriptionId: id, eventId: id }), output: explanation,
});

export const explainConsumer = query('events.explain.read_consumer', {
  summary: 'Why did the readers of a consumer get an event, or why not? Step by step. An event that the caller may not see is answered as one that is not there.',
  path: '/consumers/{consumerId}/explain/{eventId}', params: z.strictObject({ consumerId: id, eventId: id }), output: explanation,
});
