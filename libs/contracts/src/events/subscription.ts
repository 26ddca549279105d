import { z } from 'zod';
import { listing } from '../alliance/words.js';
import { command, event, job, query } from '../catalogue/declare.js';
import { declareErrors } from '../catalogue/errors.js';
import { position } from '../stream.js';
import { disabledReason, filter, format, id, instant, newPace, none, pace, payload, protocol, subscriptionState } from './words.js';
import { line } from '../readable.js';

declareErrors({
  subscription_state: { status: 409, retry: 'never', meaning: 'The subscription is in a state in which this is not done; `details` names it.' },
  too_many_of_owner: { status: 409, retry: 'never', meaning: 'The owner has as many subscriptions as one may; end one first.' },
  no_seal_key: { status: 503, retry: 'later', meaning: 'The hub has no key to seal secrets with; its operator sets HUB_SEAL_KEY.' },
});

/** Secrets of one subscription that sign at the same time, at the most; a rotation beyond it ends the oldest. */
export const mostSecrets = 4;
/** Hours that an old secret signs beside the new one. */
export const secretOverlapHours = 24;
/** Seconds after which an endpoint that did not agree is asked again. After the last time its owner has to ask. */
export const handshakeSchedule = [10, 60, 300] as const;

/** v1: HMAC-SHA256 with a shared secret. v1a: ed25519, so that a receiver holds nothing secret (Standard Webhooks 1.0.0). */
export const signatureKind = z.enum(['v1', 'v1a']);
const name = line(120);
export const url = z.string().min(1).max(2_000);
/** Where to begin: with what happens from now on, with all that is kept, or after a position of the feed. */
const start = z.union([z.enum(['new', 'earliest']), position], { error: '`new`, `earliest`, or a position of the feed as k3v9qz.17' });
export const heartbeat = z.int().min(10).max(86_400).nullable().describe('seconds without an event after which a FHIR endpoint is told that its subscription lives; null: never');
const some = { subscriptionId: id };

/** What an owner settles of a subscription. */
const settled = { name, url, format, payload, filter, pace };
const wholePace = pace.refine(({ batch, ordered }) => batch === 1 || ordered, { path: ['batch'], message: 'batches are for ordered subscriptions' });

/** A secret, as it is shown once; of a key pair the hub keeps the private half to itself and shows the public one. */
const shown = { secret: z.string().nullable().describe('whsec_… of v1, shown this once; null of v1a'), publicKey: z.string().nullable().describe('whpk_… of v1a; null of v1') };

export const createSubscription = command('events.subscription.create', {
  summary: 'Subscribes a URL to events, as signed CloudEvents or as FHIR notifications. Before the first one it is asked whether it wants them. The secret is answered this once.',
  input: z.strictObject({
    name, url, protocol: protocol.default('webhook'), format: format.default('structured'), payload: payload.default('full'),
    filter: filter.default({}), start: start.default('new'), pace: wholePace.prefault({}), signature: signatureKind.default('v1'),
    heartbeat: heartbeat.default(null),
  }).refine(({ format: body, pace: { batch } }) => batch === 1 || body === 'structured', { path: ['format'], message: 'a batch is structured' })
    .refine(({ protocol: spoken, heartbeat: period }) => period === null || spoken === 'fhir', { path: ['heartbeat'], message: 'heartbeats are for the protocol fhir' }),
  output: z.object({ ...some, state: subscriptionState, ...shown }),
  once: true,
  errors: ['too_many_of_owner', 'no_seal_key', 'position_gone'],
});

export const changeSubscription = command('events.subscription.change', {
  summary: 'Changes what is given. Another URL is asked first whether it wants the events; what was sent already stays sent.',
  input: z.strictObject({ ...some, name: name.optional(), url: url.optional(), format: format.optional(), payload: payload.optional(), filter: filter.optional(), pace: newPace.optional() }),
  output: z.object({ ...some, state: subscriptionState }), errors: ['subscription_state'],
});
export const activateSubscription = command('events.subscription.activate', {
  summary: 'Asks the endpoint again whether it wants the events, after it did not agree or after the hub disabled the subscription.',
  input: z.strictObject(some), output: z.object({ state: subscriptionState }), errors: ['subscription_state'],
});
export const pauseSubscription = command('events.subscription.pause', {
  summary: 'Stops delivering. Events wait until it is resumed.', input: z.strictObject(some), output: z.object({ state: subscriptionState }), errors: ['subscription_state'],
});
export const resumeSubscription = command('events.subscription.resume', {
  summary: 'Delivers again, beginning with what has waited.', input: z.strictObject(some), output: z.object({ state: subscriptionState }), errors: ['subscription_state'],
});
export const endSubscription = command('events.subscription.end', {
  summary: 'Ends a subscription for good and drops its secrets.', input: z.strictObject(some), output: z.object({ state: subscriptionState }), errors: ['subscription_state'],
});
export const rotateSecret = command('events.subscription.rotate_secret', {
  summary: `Makes a new secret, answered this once. The ones before sign beside it for ${secretOverlapHours} hours.`,
  input: z.strictObject({ ...some, signature: signatureKind.optional().describe('the kind of the newest secret, where it is left out') }),
  output: z.object({ ...shown, previousUntil: instant }), once: true, errors: ['subscription_state', 'no_seal_key'],
});
export const testSubscription = command('events.subscription.test', {
  summary: 'Sends a test event: a real one, delivered to this subscription whatever its filter.',
  input: z.strictObject(some), output: none, errors: ['subscription_state'],
});

/** What came of asking the endpoint whether it wants the events. */
const handshake = z.object({
  /** Times that it was asked, of this round. */
  asked: z.int(), askedAt: instant.nullable(), agreedAt: instant.nullable(), nextAt: instant.nullable(),
  /** Why it is taken not to have agreed, in plain words. */
  refusal: z.string().nullable(),
  /** Requests a minute that it allows; null: it set no bound. */
  allowedRate: z.int().nullable(),
});

export const subscriptionFacts = z.object({
  id, ownerId: id, protocol, state: subscriptionState, reason: disabledReason.nullable().describe('why the hub disabled it'), ...settled, pace: z.object(pace.shape), heartbeat,
  createdAt: instant, changedAt: instant, handshake,
  signatures: z.array(z.object({ kind: signatureKind, publicKey: z.string().nullable(), createdAt: instant, expiresAt: instant.nullable() })).describe('what requests are signed with now, the newest first'),
  progress: z.object({
    feedPosition: z.string().describe('up to here events were looked at'), sequence: z.int().describe('the number of the newest delivery'),
    waiting: z.int().describe('deliveries that are not settled'), dead: z.int(),
    failures: z.int().describe('failed tries since the last success'), failingSince: instant.nullable(), succeededAt: instant.nullable(),
  }),
});

export const listSubscriptions = query('events.subscription.list', {
  summary: 'One’s own subscriptions, or everybody’s for administrators (`of=all`), newest first.', path: '/subscriptions', list: true,
  params: z.strictObject({ ...listing, of: z.enum(['mine', 'all']).default('mine'), state: subscriptionState.optional() }),
  output: z.object({ id, ownerId: id, name, protocol, state: subscriptionState, reason: disabledReason.nullable(), url, createdAt: instant }),
});
export const readSubscription = query('events.subscription.read', {
  summary: 'A subscription, how far it has come and how its endpoint does. Never a secret.', path: '/subscriptions/{subscriptionId}',
  params: z.strictObject(some), output: subscriptionFacts,
});
export const subscriptionKeys = query('events.subscription.keys', {
  summary: 'The public keys (v1a) that requests of a subscription are signed with now, the newest first.', path: '/subscriptions/{subscriptionId}/keys',
  params: z.strictObject(some), output: z.object({ keys: z.array(z.object({ publicKey: z.string().describe('whpk_ and ed25519 in base64'), createdAt: instant, expiresAt: instant.nullable() })) }),
});

/** Asks an endpoint whether it wants the events of a subscription. */
export const verifySubscription = job('events.subscription.verify', { summary: 'An endpoint is to be asked for its consent.', data: z.strictObject(some) });

const sample = { subscriptionId: '0198a2b4-7c1e-7d3a-9f00-5a5a5a5a5a5a' };
const kind = { stream: 'subscription', audience: ['owner'] } as const;

export const subscriptionCreated = event('events.subscription.created.v1', {
  summary: 'A subscription was made.', ...kind, data: z.object({ ...some, protocol }), example: { ...sample, protocol: 'webhook' },
});
export const subscriptionChanged = event('events.subscription.changed.v1', {
  summary: 'The owner changed a subscription.', ...kind,
  data: z.object({ ...some, fields: z.array(z.enum(['name', 'url', 'format', 'payload', 'filter', 'pace'])) }), example: { ...sample, fields: ['filter'] },
});
export const subscriptionMoved = event('events.subscription.moved.v1', {
  summary: 'A subscription went over into another state.', ...kind,
  data: z.object({ ...some, from: subscriptionState, to: subscriptionState, reason: disabledReason.nullable() }), example: { ...sample, from: 'active', to: 'disabled', reason: 'gone' },
});
export const handshakeBegun = event('events.subscription.handshake_begun.v1', {
  summary: 'The endpoint is being asked whether it wants the events.', ...kind, data: z.object(some), example: sample,
});
export const handshakeFailed = event('events.subscription.handshake_failed.v1', {
  summary: 'The endpoint did not agree to get events. Without `nextAt` it is not asked again until the owner activates the subscription.', ...kind,
  data: z.object({ ...some, refusal: z.string(), nextAt: instant.nullable() }), example: { ...sample, refusal: 'it answered 404', nextAt: null },
});
export const secretRotated = event('events.subscription.secret_rotated.v1', {
  summary: 'A subscription has a new secret; the ones before run out.', ...kind,
  data: z.object({ ...some, signature: signatureKind, previousUntil: instant }), example: { ...sample, signature: 'v1', previousUntil: '2026-11-23T09:00:00.000Z' },
});
export const subscriptionTested = event('events.subscription.tested.v1', {
  summary: 'A test, as its owner asked for.', ...kind, data: z.object(some), example: sample,
});
