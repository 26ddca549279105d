import { createHash, randomBytes } from 'node:crypto';

/** A new secret of 256 random bits, in letters that a link, a header, a form and a query string carry unchanged. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret. It is random and long, so a fast hash is enough: there is nothing to guess. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
