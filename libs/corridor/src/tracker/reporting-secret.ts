import { createHash, randomBytes } from 'node:crypto';

/** A new secret of 256 random bits, in letters that a device's form and a query string carry unchanged. */
export function newReportingId(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of it. It is random and long, so a fast hash is enough: there is nothing to guess. */
export function hashReportingId(reportingId: string): Buffer {
  return createHash('sha256').update(reportingId).digest();
}
