import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { z } from 'zod';
import type { corridor } from '#contracts';
import { canonicalJson } from '#log/offline';

type Facts = z.output<typeof corridor.packFacts>;

/** Signs what a pack states: ed25519 over its canonical JSON. */
export function signPack(facts: Facts, key: KeyObject): corridor.SignedPack {
  return { ...facts, signature: sign(null, Buffer.from(canonicalJson(facts)), key).toString('base64') };
}

export type PackVerdict = { readonly ok: true } | { readonly ok: false; readonly fault: 'unreadable' | 'unknown_key' | 'forged' };

/**
 * Checks a pack without a hub: whether the holder of one of these keys signed it as it stands.
 * @param keys public keys of the hub (32 bytes, base64) by their id
 */
export function verifyPack(pack: unknown, keys: ReadonlyMap<string, string>): PackVerdict {
  if (typeof pack !== 'object' || pack === null) return { ok: false, fault: 'unreadable' };
  const { signature, ...facts } = pack as Record<string, unknown>;
  if (typeof signature !== 'string' || typeof facts['key'] !== 'string') return { ok: false, fault: 'unreadable' };
  const publicKey = keys.get(facts['key']);
  if (publicKey === undefined) return { ok: false, fault: 'unknown_key' };
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'base64').toString('base64url') }, format: 'jwk' });
  return verify(null, Buffer.from(canonicalJson(facts)), key, Buffer.from(signature, 'base64')) ? { ok: true } : { ok: false, fault: 'forged' };
}
