import { createHash, randomBytes } from 'node:crypto';

/** What an API key begins with, so that people and scanners know it when they see it. */
export const KEY_PREFIX = 'hub_';

/** A new secret of 256 random bits, in letters that a link and a header may carry. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret. It is random and long, so a fast hash is enough: there is nothing to guess. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
