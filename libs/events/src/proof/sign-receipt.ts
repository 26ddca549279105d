import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { z } from 'zod';
import type { events } from '#contracts';
import { canonicalJson } from '#log/offline';

type Facts = z.output<typeof events.receiptFacts>;

/** Signs what a receipt states: ed25519 over its canonical JSON. */
export function signReceipt(facts: Facts, key: KeyObject): events.Receipt {
  return { ...facts, signature: sign(null, Buffer.from(canonicalJson(facts)), key).toString('base64') };
}

/** Whether the holder of this key (32 bytes, base64) signed the receipt as it stands. */
export function isSigned({ signature, ...facts }: events.Receipt, publicKey: string): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'base64').toString('base64url') }, format: 'jwk' });
  return verify(null, Buffer.from(canonicalJson(facts)), key, Buffer.from(signature, 'base64'));
}
