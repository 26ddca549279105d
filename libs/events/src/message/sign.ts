import { createHmac, createPrivateKey, sign as signWith, type KeyObject } from 'node:crypto';
import type { Sink } from './due.js';

/** An ed25519 key in PKCS #8 is this, and the 32 bytes of its seed. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** Keys that were made ready; they go when the subscription's secrets are dropped. */
const ready = new WeakMap<Buffer, KeyObject>();

/**
 * The value of `webhook-signature` (Standard Webhooks 1.0.0): one signature for each live secret, the newest first, so that
 * a receiver may change to a new secret at any time of the overlap.
 */
export function signatures(secrets: Sink['secrets'], id: string, timestamp: number, body: string): string {
  const text = `${id}.${timestamp}.${body}`;
  return secrets.map(({ kind, secret }) => (
    kind === 'v1' ? `v1,${createHmac('sha256', secret).update(text).digest('base64')}` : `v1a,${signWith(null, Buffer.from(text), privateKey(secret)).toString('base64')}`
  )).join(' ');
}

function privateKey(seed: Buffer): KeyObject {
  const known = ready.get(seed);
  if (known !== undefined) return known;
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  ready.set(seed, key);
  return key;
}
