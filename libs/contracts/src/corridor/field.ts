import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { deploymentState, deploymentView } from './deployment.js';
import { legView } from './leg.js';
import { reportForm } from './mds.js';
import { id, instant, lastVersion, listing, post, sample } from './words.js';
import { readable } from '../readable.js';

/** Operations that one submission brings at the most. */
export const MOST_OPERATIONS = 100;
/** A name that a device gave to itself, once. */
const clientId = z.string().regex(/^[A-Za-z0-9_-]{1,60}$/, 'letters, digits, - and _, at most 60');
/** Counts the operations of a client from 1, without a hole: it tells their order, which no clock in the field does. */
const counter = z.int().min(1).max(2_000_000_000);
const json = z.record(z.string(), z.unknown());
/** Kept as it is when it is not accepted, so it has to be what a database can keep. */
const input = json.refine(keepable, 'well-formed text without U+0000, and finite numbers').refine((all) => JSON.stringify(all).length <= 65_536, 'at most 64 Ki characters as JSON');

const operation = z.strictObject({
  clientId, counter,
  /** When it was done, by the clock of the device. */
  at: instant,
  /** A command of the corridor with its input, as the online doors take it. */
  command: z.string().min(1).max(100), input,
  /** The version that the device had before it; the operation is a conflict when the thing has moved on since. */
  baseVersion: z.int().min(1).max(lastVersion).optional(),
});
export type FieldOperation = z.output<typeof operation>;

export const operationStatus = z.enum(['accepted', 'duplicate', 'conflict', 'rejected']);
const kept = operationStatus.exclude(['duplicate']);
const result = z.object({
  clientId, counter, status: operationStatus,
  /** Of a duplicate: what became of it the first time. Nobody does the work again. */
  first: kept.nullable(),
  /** Why it is a conflict or was rejected, and under which id it is kept until that is settled. */
  code: z.string().nullable(), message: z.string().nullable(), operationId: id.nullable(),
  /** What the command answered. */
  output: json.nullable(),
  /** What is there now, to be shown beside what was sent. */
  there: json.nullable(),
});
export type FieldResult = z.output<typeof result>;

export const submitOperations = command('corridor.field.submit', {
  summary: 'Brings what was done in the field without a line: each operation in its order, once, under the rights of whoever submits. Each is answered for itself; what is not accepted is kept and shown until it is settled.',
  input: z.strictObject({ deploymentId: id, operations: z.array(operation).min(1).max(MOST_OPERATIONS).refine(inOrder, 'the counters of each client rise') }),
  output: z.object({
    results: z.array(result),
    /** Counters of these clients that have not come yet, up to the highest that has: something was left behind. At most 100 stretches. */
    gaps: z.array(z.object({ clientId, from: counter, to: counter })),
  }),
  errors: ['too_many_submissions', 'not_for_the_field'],
});

function keepable(value: unknown): boolean {
  if (typeof value === 'string') return !/\0|\p{Surrogate}/u.test(value);
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.entries(value).every(([key, member]) => keepable(key) && keepable(member));
}

function inOrder(operations: readonly { clientId: string; counter: number }[]): boolean {
  const last = new Map<string, number>();
  return operations.every((one) => {
    const rises = one.counter > (last.get(one.clientId) ?? 0);
    last.set(one.clientId, one.counter);
    return rises;
  });
}

export const operationKept = event('corridor.operation.kept.v1', {
  summary: 'An operation from the field was not accepted; it waits for somebody to settle it.', stream: 'deployment', audience: ['administrators'],
  data: z.object({ deploymentId: id, institutionId: id, operationId: id, personId: id, command: z.string(), status: kept, code: z.string() }),
  example: { deploymentId: sample.deployment, institutionId: sample.operator, operationId: sample.other, personId: sample.person, command: 'corridor.leg.change', status: 'conflict', code: 'conflict' },
});
/** What became of an operation that was not accepted. */
export const settlement = z.enum(['dropped', 'sent_again', 'done_otherwise']);
export const settleOperation = command('corridor.operation.settle', {
  summary: 'Says what became of an operation that was not accepted: it is dropped, was sent again as a new one, or was done in another way.',
  input: z.strictObject({ deploymentId: id, operationId: id, settlement, note: readable(500).optional() }), output: z.object({}), errors: ['operation_unknown'],
});
export const operationSettled = event('corridor.operation.settled.v1', {
  summary: 'Somebody settled an operation that was not accepted.', stream: 'deployment', audience: ['administrators'],
  data: z.object({ deploymentId: id, institutionId: id, operationId: id, settlement }),
  example: { deploymentId: sample.deployment, institutionId: sample.operator, operationId: sample.other, settlement: 'sent_again' },
});
export const listOperations = query('corridor.operation.list', {
  summary: 'Operations from the field that were not accepted: what was sent and what was there, side by side. Those that wait come first.', path: '/deployments/{deploymentId}/operations', list: true,
  params: z.strictObject({ deploymentId: id, open: z.stringbool().optional(), ...listing }),
  output: z.object({
    id, clientId, counter, at: instant, receivedAt: instant, personId: id, command: z.string(), baseVersion: z.int().nullable(), status: kept, code: z.string(), message: z.string(), details: json.nullable(),
    sent: json, there: json.nullable(), settledAt: instant.nullable(), settledBy: id.nullable(), settlement: settlement.nullable(), note: z.string().nullable(),
  }),
});

/** What a pack states; `signature` covers all of it. */
export const packFacts = z.object({
  form: z.literal('corridor-pack/1'),
  /** Where the hub is found; null when it was not told. */
  hub: z.string().nullable(), madeAt: instant,
  deployment: deploymentView, legs: z.array(legView),
  unit: z.object({ id, name: z.string(), emtType: z.string() }),
  /** Ids of the items that the unit keeps stock of. */
  stock: z.array(id),
  /** Who acts for the operator and the host, by post. */
  contacts: z.array(z.object({ institutionId: id, post, personIds: z.array(id) })),
  rules: z.object({
    /** The ways of a deployment: a device knows without a line what may follow. */
    steps: z.array(z.object({ command: z.string(), from: z.array(deploymentState), to: deploymentState, who: z.array(z.string()), guards: z.array(z.string()) })),
    /** Commands that are taken from the field, and how many operations at once. */
    commands: z.array(z.string()), mostOperations: z.int(),
  }),
  /** The form of the daily report, and what its free items count in this emergency, by their number. */
  report: z.object({ form: reportForm, freeSlots: z.record(z.string(), z.string()) }),
  /** The id of the key that it is signed with. */
  key: z.string(),
});
export const signedPack = packFacts.extend({
  /** Ed25519 over the canonical JSON (RFC 8785) of everything else; base64. */
  signature: z.string(),
});
export type SignedPack = z.output<typeof signedPack>;
export const readPack = query('corridor.pack.read', {
  summary: 'Everything of a deployment that a crew needs without a line, signed: whoever carries it can neither forge nor alter it.', path: '/deployments/{deploymentId}/pack',
  params: z.strictObject({ deploymentId: id }), output: signedPack, errors: ['no_seal_key'],
});
export const packKey = z.object({ id: z.string(), publicKey: z.string(), createdAt: instant, retiredAt: instant.nullable() });
export const listPackKeys = query('corridor.pack_key.list', {
  summary: 'The public keys (32 bytes, base64) that packs were ever signed with, newest first.', path: '/pack-keys', list: true, params: z.strictObject(listing), output: packKey,
});
export const replacePackKey = command('corridor.pack_key.replace', {
  summary: 'Makes a new key for packs; the one before signs no more, and its public half stays listed.', input: z.strictObject({}), output: z.object({ id: z.string(), publicKey: z.string() }), errors: ['no_seal_key'],
});
