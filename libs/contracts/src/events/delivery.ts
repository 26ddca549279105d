import { z } from 'zod';
import { command, event, job } from '../catalogue/declare.js';
import { declareErrors } from '../catalogue/errors.js';
import { id, instant } from './words.js';

/**
 * The published schedule: seconds to wait before each try of a delivery, the first one at once. Each wait is spread by
 * `retryJitter` to both sides. After the last try a delivery is dead; a replay begins the schedule anew.
 */
export const retrySchedule = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;
/** How far a wait may lie from the published one, as a part of it. */
export const retryJitter = 0.2;
/** Seconds to wait at the least after a timeout or an answer of 429, 502 or 504: the endpoint has too much to do. */
export const slowDown = 60;
/** Failed tries in a row after which the owner is told, and the endpoint gets one request at a time until it takes one. */
export const failingAfter = 4;
/** Hours of nothing but failures after which a subscription is disabled; its owner has to activate it again. */
export const disabledAfterHours = 120;
/** Deliveries that one replay or refill takes at the most. */
export const replayLimit = 10_000;

declareErrors({
  delivery_unknown: { status: 404, retry: 'never', meaning: 'The subscription has no delivery of this number, or it is no longer kept.' },
});

const example = { subscriptionId: '0198a2b4-7c1e-7d3a-9f00-5a5a5a5a5a5a' };

/** Sends what is due of one subscription. */
export const drain = job('events.subscription.drain', {
  summary: 'Deliveries of a subscription are due.',
  data: z.strictObject({ subscriptionId: id }),
});

export const subscriptionFailing = event('events.subscription.failing.v1', {
  summary: 'The endpoint has refused or missed several deliveries in a row; at `disabledAt` the subscription is disabled unless it takes one.',
  stream: 'subscription', audience: ['owner'],
  data: z.object({ subscriptionId: id, failures: z.int(), since: instant, disabledAt: instant }),
  example: { ...example, failures: 4, since: '2026-11-22T09:00:00.000Z', disabledAt: '2026-11-27T09:00:00.000Z' },
});

export const deliveriesReplayed = event('events.delivery.replayed.v1', {
  summary: 'Deliveries were made due again by the owner.',
  stream: 'subscription', audience: ['owner'],
  data: z.object({ subscriptionId: id, replayed: z.int().positive() }),
  example: { ...example, replayed: 12 },
});

export const replayDelivery = command('events.delivery.replay', {
  summary: 'Sends one delivery again, with the same event id; its tries begin anew, and an endpoint that asked to be left alone is asked again. One that waits for its next try is tried at once, one that is on its way is left as it is.',
  input: z.strictObject({ subscriptionId: id, sequence: z.int().positive() }),
  output: z.object({ replayed: z.int().describe('1, or 0 when it was due already') }),
  errors: ['delivery_unknown', 'subscription_state'],
});

export const replayRange = command('events.delivery.replay_range', {
  summary: 'Sends the deliveries since an instant again: the dead ones, those that wait for their next try, or all; their tries begin anew, and an endpoint that asked to be left alone is asked again. None is doubled. With `count` it changes nothing and answers how many there are.',
  input: z.strictObject({
    subscriptionId: id,
    since: instant.describe('deliveries that were made at this instant or later'),
    states: z.enum(['dead', 'waiting', 'all']).default('dead').describe('`waiting`: pending, and not to be tried before some later time; `all`: these, the dead ones and those that were taken'),
    count: z.boolean().default(false),
  }),
  output: z.object({
    matching: z.int().describe('deliveries that fit and are not due already'),
    replayed: z.int().describe(`how many of them were made due, oldest first; at most ${replayLimit}`),
  }),
  errors: ['subscription_state'],
});
