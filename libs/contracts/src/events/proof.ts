import { z } from 'zod';
import { command, query } from '../catalogue/declare.js';
import { declareErrors } from '../catalogue/errors.js';
import { listing } from '../alliance/words.js';
import { day as receiptDay } from '../time.js';
import { id, instant } from './words.js';

declareErrors({
  receipt_unknown: { status: 404, retry: 'never', meaning: 'There is no receipt of that day: nothing was sent on it, or it is not signed yet.' },
});

const digest = z.string().regex(/^[0-9a-f]{64}$/, 'a digest is 64 hexadecimal digits');
const count = z.int().min(0);
/** A day in UTC, as `2026-11-22`. */
export { receiptDay };

/** What a receipt states, without its signature. */
export const receiptFacts = z.object({
  format: z.literal('corridor-hub receipt'), version: z.literal(1),
  /** The public address of the hub, or the epoch of its feed where it has none. */
  hub: z.string(),
  subscription: id, day: receiptDay,
  /** False while the day runs: a later receipt of the day goes on from the same beginning. */
  complete: z.boolean(),
  /** The first and the last delivery that the receipt covers; each receipt begins where the one before ended. */
  from: z.int().min(1), to: z.int().min(1),
  /** Digests of the chain before `from` and at `to`. */
  before: digest, digest,
  /** What had become of them when this was signed. */
  delivered: count, pending: count, dead: count,
  signedAt: instant,
  /** Which key signed it: see `/proof-keys`. */
  key: z.string(),
});
/** `signature`: ed25519, base64, over the canonical JSON (RFC 8785) of all other members. */
export const receipt = receiptFacts.extend({ signature: z.string() });
export type Receipt = z.output<typeof receipt>;

/** A key that receipts are signed with. */
export const proofKey = z.object({
  id: z.string(),
  /** Ed25519, 32 bytes in base64. */
  publicKey: z.string(),
  createdAt: instant,
  /** Since then it signs no more; what it signed before stays good. */
  retiredAt: instant.nullable(),
});

export const listReceipts = query('events.receipt.list', {
  summary: 'Signed daily receipts of what a subscription was sent, newest first. A day without deliveries has none.',
  path: '/subscriptions/{subscriptionId}/receipts', params: z.strictObject({ subscriptionId: id, ...listing }),
  output: receipt, list: true,
});

export const readReceipt = query('events.receipt.read', {
  summary: 'The receipt of one day (UTC). Of the running day one is made on demand, which says that it is not complete.',
  path: '/subscriptions/{subscriptionId}/receipts/{day}', params: z.strictObject({ subscriptionId: id, day: receiptDay }),
  output: receipt,
  errors: ['receipt_unknown', 'no_seal_key'],
});

export const listProofKeys = query('events.proof_key.list', {
  summary: 'The public keys that receipts were ever signed with, newest first.',
  path: '/proof-keys', params: z.strictObject(listing),
  output: proofKey, list: true,
});

export const replaceProofKey = command('events.proof_key.replace', {
  summary: 'Makes a new key for receipts; the one before signs no more, and its public half stays listed.',
  input: z.strictObject({}), output: z.object({ id: z.string(), publicKey: z.string() }),
  errors: ['no_seal_key'],
});
