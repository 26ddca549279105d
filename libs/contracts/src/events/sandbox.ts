import { z } from 'zod';
import { listing } from '../alliance/words.js';
import { command, event, job, query } from '../catalogue/declare.js';
import { declareErrors } from '../catalogue/errors.js';
import { id, instant, none } from './words.js';

declareErrors({
  too_many_sinks: { status: 409, retry: 'never', meaning: 'A person has at most five sinks in the sandbox; they close by themselves after a day, or by events.sandbox.close.' },
  sink_unknown: { status: 404, retry: 'never', meaning: 'You have no sink of this id; it may have closed by itself.' },
  examination_unknown: { status: 404, retry: 'never', meaning: 'The subscription has no examination of this id.' },
  examination_running: { status: 409, retry: 'later', meaning: 'The receiver of this subscription is being examined already; wait until that has ended.' },
});

/** Sinks of one person, requests of one that are kept, and hours until it closes. */
export const mostSinks = 5;
export const sinkKeeps = 100;
export const sinkHours = 24;

const times = z.int().min(1).max(10_000).nullable().default(null).describe('for so many requests, and well from then on; null: for ever');
/** How a sink answers. */
export const behaviour = z.discriminatedUnion('answer', [
  z.strictObject({ answer: z.literal('well') }),
  z.strictObject({ answer: z.literal('status'), status: z.int().min(300).max(599), retryAfter: z.int().min(0).max(86_400).optional().describe('seconds, in the header Retry-After'), times }),
  z.strictObject({ answer: z.literal('slow'), seconds: z.number().min(0.1).max(60).describe('the answer, a good one, comes only then'), times }),
  z.strictObject({ answer: z.literal('cut'), times }),
  z.strictObject({ answer: z.literal('expect'), sequence: z.int().min(1).describe('409 with the header expected-sequence: the sink lacks deliveries from this number on'), times }),
]);
export type Behaviour = z.output<typeof behaviour>;

const sink = { sinkId: id };

export const openSink = command('events.sandbox.open', {
  summary: 'Opens a receiver in the sandbox, which answers as it is told, so that one sees how the hub delivers. Its address is answered this once.',
  input: z.strictObject({ behaviour: behaviour.default({ answer: 'well' }) }),
  output: z.object({ ...sink, path: z.string().describe('below the address of the hub'), expiresAt: instant }),
  once: true, errors: ['too_many_sinks'],
});
export const setBehaviour = command('events.sandbox.behave', {
  summary: 'Settles how a sink answers from now on.', input: z.strictObject({ ...sink, behaviour }), output: none, errors: ['sink_unknown'],
});
export const closeSink = command('events.sandbox.close', { summary: 'Closes a sink and forgets what came to it.', input: z.strictObject(sink), output: none, errors: ['sink_unknown'] });

export const sinkFacts = z.object({ id, behaviour, left: z.int().nullable().describe('requests until it answers well again'), received: z.int(), createdAt: instant, expiresAt: instant });
/** One request that came to a sink: ids and what was answered, never what was in it. */
export const sinkRequest = z.object({
  number: z.int(), at: instant, webhookId: z.string().nullable(), subscriptionId: z.string().nullable(), sequence: z.string().nullable(),
  attempt: z.string().nullable(), bytes: z.int(), answered: z.string().describe('a status, `slow` or `cut`'),
});
export const listSinks = query('events.sandbox.list', {
  summary: 'One’s own sinks in the sandbox, newest first.', path: '/sandbox/sinks', params: z.strictObject(listing), output: sinkFacts, list: true,
});
export const readSink = query('events.sandbox.read', {
  summary: `A sink and the last ${sinkKeeps} requests that came to it, newest first.`, path: '/sandbox/sinks/{sinkId}',
  params: z.strictObject(sink), output: sinkFacts.extend({ requests: z.array(sinkRequest) }), errors: ['sink_unknown'],
});

const some = { subscriptionId: id };
const named = { ...some, examinationId: id };

/** What came of one check of a receiver. */
export const checkResult = z.object({
  name: z.string(), result: z.enum(['passed', 'failed', 'skipped']),
  sent: z.string().describe('what was sent'), expected: z.string(), got: z.string(),
  mend: z.string().nullable().describe('what to mend, where it failed'),
});
export const examinationFacts = z.object({
  id, ...some, state: z.enum(['running', 'finished']), startedAt: instant, finishedAt: instant.nullable(),
  score: z.int().min(0).max(100).nullable().describe('checks that were passed, of a hundred'), checks: z.array(checkResult),
});

export const examineReceiver = command('events.sandbox.examine', {
  summary: 'Sends the endpoint of a subscription what a receiver must bear and what it must refuse, and grades it. Nothing of it counts as a delivery.',
  input: z.strictObject(some), output: z.object({ examinationId: id }), errors: ['subscription_state', 'examination_running'],
});
export const examine = job('events.receiver.examine', { summary: 'The receiver of a subscription is to be examined.', data: z.strictObject(named) });
export const listExaminations = query('events.examination.list', {
  summary: 'Examinations of a subscription’s receiver, newest first.', path: '/subscriptions/{subscriptionId}/examinations',
  params: z.strictObject({ ...some, ...listing }), output: examinationFacts.omit({ checks: true }), list: true,
});
export const readExamination = query('events.examination.read', {
  summary: 'What an examination found, check by check.', path: '/subscriptions/{subscriptionId}/examinations/{examinationId}',
  params: z.strictObject(named), output: examinationFacts, errors: ['examination_unknown'],
});

const example = { subscriptionId: '0198a2b4-7c1e-7d3a-9f00-5a5a5a5a5a5a', examinationId: '0198a2b4-7c1e-7d3a-9f00-6b6b6b6b6b6b' };
export const examinationBegun = event('events.examination.begun.v1', {
  summary: 'The owner had the receiver of a subscription examined.', stream: 'subscription', audience: ['owner'], data: z.object(named), example,
});
export const examinationFinished = event('events.examination.finished.v1', {
  summary: 'The receiver of a subscription was examined.', stream: 'subscription', audience: ['owner'],
  data: z.object({ ...named, score: z.int(), passed: z.int(), failed: z.int() }), example: { ...example, score: 92, passed: 12, failed: 1 },
});
