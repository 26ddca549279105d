import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { declareErrors } from '../catalogue/errors.js';
import { listing } from '../alliance/words.js';
import { envelope, position, streamName } from '../stream.js';
import { filter, id, instant, none } from './words.js';

declareErrors({
  consumer_exists: { status: 409, retry: 'never', meaning: 'The owner has a consumer of this name already; `details.consumerId` is it.' },
  too_many_consumers: { status: 429, retry: 'never', meaning: 'The owner has as many consumers as one may have; delete one first.' },
  too_many_streams: { status: 409, retry: 'never', meaning: 'The newest events of more streams were asked for than the hub looks through; name fewer in `filter.streams`.' },
  too_many_parked: { status: 409, retry: 'never', meaning: 'So many events of the consumer are parked that it gives no more; redrive or discard them first.' },
});

/** Unique for its owner; letters, digits, `_` and `-`. */
export const consumerName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'a consumer is named by 1 to 64 letters, digits, _ and -');

/**
 * Where a new consumer begins. `all`: at the earliest event that is kept. `new`: after what there is. `by_start_sequence`: after
 * `startPosition`, a position as every door shows it. `by_start_time`: with what was appended at `startTime` or later. `last`: with
 * the newest event that matches. `last_per_subject`: with the newest event of each stream that matches.
 */
export const deliverPolicy = z.enum(['all', 'new', 'by_start_sequence', 'by_start_time', 'last', 'last_per_subject']);
export type DeliverPolicy = z.output<typeof deliverPolicy>;

/** What an owner may change at any time. */
const settings = z.strictObject({
  filter,
  ackWait: z.int().min(1).max(3_600).describe('seconds in which a message must be settled before it is given again'),
  maxDeliver: z.int().min(1).max(1_000).nullable().describe('how often a message is given before it is parked; null: without end'),
  backoff: z.array(z.int().min(1).max(86_400)).max(20).describe('seconds to wait after the first, second … delivery in place of `ackWait`; the last one repeats'),
  maxAckPending: z.int().min(1).max(20_000).describe('messages that may be out unsettled; no new one is given above it'),
  inactiveThreshold: z.int().min(60).max(31_536_000).nullable().describe('seconds without a reader after which the consumer is deleted; null: never'),
  headersOnly: z.boolean().describe('events come without their data'),
});

const start = { deliverPolicy, startPosition: position.optional(), startTime: instant.optional() };

function startFits(input: { deliverPolicy: DeliverPolicy; startPosition?: string | undefined; startTime?: string | undefined }, context: z.RefinementCtx): void {
  for (const [field, policy] of [['startPosition', 'by_start_sequence'], ['startTime', 'by_start_time']] as const) {
    if ((input[field] !== undefined) === (input.deliverPolicy === policy)) continue;
    context.addIssue({ code: 'custom', path: [field], message: `${field} belongs to the deliver policy ${policy}, and must come with it` });
  }
}

function backoffFits(input: { maxDeliver?: number | null | undefined; backoff?: readonly number[] | undefined }, context: z.RefinementCtx): void {
  if (typeof input.maxDeliver !== 'number' || (input.backoff?.length ?? 0) <= input.maxDeliver) return;
  context.addIssue({ code: 'custom', path: ['backoff'], message: 'there are more steps than a message is given times (`maxDeliver`)' });
}

export const createConsumer = command('events.consumer.create', {
  summary: 'Makes a durable pull consumer of the feed, or of one stream: the hub remembers how far its readers have come.',
  input: z.strictObject({
    name: consumerName,
    stream: streamName.optional().describe('the one stream that is read; absent: the feed, all that the owner may read'),
    filter: filter.default({}),
    ackPolicy: z.literal('explicit').default('explicit'),
    ackWait: settings.shape.ackWait.default(30),
    maxDeliver: settings.shape.maxDeliver.default(10),
    backoff: settings.shape.backoff.default([]),
    maxAckPending: settings.shape.maxAckPending.default(1_000),
    inactiveThreshold: settings.shape.inactiveThreshold.default(null),
    headersOnly: settings.shape.headersOnly.default(false),
    ...start, deliverPolicy: deliverPolicy.default('all'),
  }).superRefine(startFits).superRefine(backoffFits),
  output: z.object({ consumerId: id }),
  errors: ['consumer_exists', 'too_many_consumers', 'too_many_streams', 'stream_unknown', 'position_invalid', 'position_gone'],
});

export const changeConsumer = command('events.consumer.change', {
  summary: 'Changes settings of a consumer; what is left out stays. What is out unsettled keeps its deadline.',
  input: settings.partial().extend({ consumerId: id }).superRefine(backoffFits),
  output: none,
});

export const deleteConsumer = command('events.consumer.delete', {
  summary: 'Deletes a consumer with all that it remembers. Its waiting readers are answered `not_found`.',
  input: z.strictObject({ consumerId: id }), output: none,
});

export const resetConsumer = command('events.consumer.reset', {
  summary: 'Begins anew at another place. What is out unsettled is forgotten, and its tokens mean nothing any more; what is parked stays.',
  input: z.strictObject({ consumerId: id, ...start }).superRefine(startFits), output: none,
  errors: ['too_many_streams', 'position_invalid', 'position_gone'],
});

const someParked = z.strictObject({ consumerId: id, eventIds: z.array(id).min(1).max(1_000).optional().describe('absent: all that are parked') });

export const redriveParked = command('events.consumer.redrive', {
  summary: 'Gives parked events again, counting their deliveries from one.',
  input: someParked, output: z.object({ events: z.int().nonnegative() }),
});

export const discardParked = command('events.consumer.discard', {
  summary: 'Drops parked events: they are given no more.',
  input: someParked, output: z.object({ events: z.int().nonnegative() }),
});

const consumer = z.object({
  id, ownerId: id, name: consumerName, stream: streamName.nullable(), ...settings.shape,
  ackPolicy: z.literal('explicit'), deliverPolicy, createdAt: instant, changedAt: instant,
  /** Up to where the feed (or the stream) was looked at; null: not begun yet. */
  position: position.nullable(),
  /** Everything up to here is settled. */
  ackFloor: position.nullable(),
  /** Messages that are out unsettled, and how many of them were given more than once. */
  ackPending: z.int().nonnegative(), redelivered: z.int().nonnegative(),
  /** Waiting to be given, before anything newer: the newest events at the start, or what was redriven. */
  waiting: z.int().nonnegative(),
  parked: z.int().nonnegative(),
  /** Events that retention had taken before this consumer came to them. */
  missed: z.int().nonnegative(),
  /** Events after the position that were not looked at yet, whether they match or not. */
  lag: z.int().nonnegative(),
  activeAt: instant,
});

export const listConsumers = query('events.consumer.list', {
  summary: 'One’s own consumers, newest first, with how far each has come.',
  path: '/consumers', params: z.strictObject({ ...listing, name: consumerName.optional() }), output: consumer, list: true,
});

export const readConsumer = query('events.consumer.read', {
  summary: 'A consumer: its settings, how far it has come, and what is out.',
  path: '/consumers/{consumerId}', params: z.strictObject({ consumerId: id }), output: consumer,
});

export const parkReason = z.enum(['max_deliver', 'terminated']);

export const listParked = query('events.consumer.parked', {
  summary: 'The parked events of a consumer, oldest first: given `maxDeliver` times, or terminated by a reader.',
  path: '/consumers/{consumerId}/parked', params: z.strictObject({ consumerId: id, ...listing }),
  output: z.object({ eventId: id, type: z.string(), stream: streamName, position, delivered: z.int().positive(), reason: parkReason, parkedAt: instant }),
  list: true,
});

export const consumerChanged = event('events.consumer.changed.v1', {
  summary: 'A consumer of the person was made (`live`), or was deleted: by request, or because nobody read it for longer than its threshold.',
  stream: 'person', audience: ['self'],
  data: z.object({ personId: id, consumerId: id, name: consumerName, live: z.boolean(), reason: z.enum(['requested', 'inactive']) }),
  example: { personId: '0198a2b4-7c1e-7d3a-9f00-aaaaaaaaaaaa', consumerId: '0198a2b4-7c1e-7d3a-9f00-cccccccccccc', name: 'billing', live: true, reason: 'requested' },
});

export const eventsParked = event('events.consumer.parked.v1', {
  summary: 'A consumer gives up on events: they are parked, until its owner redrives or discards them.',
  stream: 'consumer', audience: ['owner'],
  data: z.object({ consumerId: id, reason: parkReason, eventIds: z.array(id).min(1).max(200) }),
  example: { consumerId: '0198a2b4-7c1e-7d3a-9f00-cccccccccccc', reason: 'max_deliver', eventIds: ['0198a2b4-7c1e-7d3a-9f00-eeeeeeeeeeee'] },
});

/** The body of `POST /api/v1/consumers/{consumerId}/next`. */
export const nextRequest = z.strictObject({
  batch: z.int().min(1).max(1_000).default(100).describe('messages at most'),
  wait: z.number().min(0).max(55).default(0).describe('seconds to wait for a message when there is none'),
  maxBytes: z.int().min(1_024).max(8_388_608).default(4_194_304).describe('bytes of events at most; one message is given whatever its size'),
  heartbeat: z.int().min(5).max(30).optional().describe('while nothing comes, a space is sent every so many seconds, so that a quiet line is told from a dead one'),
});

/** One message: an event, how often it was given, and the token that settles it. */
export const consumerMessage = z.object({
  feedposition: position.nullable().describe('where the feed goes on after this event, at every door; null for a consumer of one stream, whose events say it themselves'),
  delivered: z.int().positive(),
  ackToken: z.string(),
  event: envelope.partial({ data: true }),
});

/** Its answer. */
export const nextAnswer = z.object({
  messages: z.array(consumerMessage),
  position: position.nullable(),
  ackPending: z.int().nonnegative(),
  /** Events that retention had taken before the consumer came to them, counted since its start. */
  missed: z.int().nonnegative(),
});

const ackToken = z.string().max(100);
const tokens = z.array(ackToken).max(2_000).default([]);

/** The body of `POST /api/v1/consumers/{consumerId}/acks`. */
export const acksRequest = z.strictObject({
  ack: tokens.describe('done: never again'),
  nak: z.array(z.strictObject({ token: ackToken, delay: z.int().min(0).max(86_400).default(0).describe('seconds before it is given again') })).max(2_000).default([]),
  term: tokens.describe('hopeless: it is parked'),
  progress: tokens.describe('still at work: the wait begins anew'),
});

/** Its answer: how many messages were settled, and how many tokens were of messages that are settled already or out of date. */
export const acksAnswer = z.object({ settled: z.int().nonnegative(), ignored: z.int().nonnegative() });
