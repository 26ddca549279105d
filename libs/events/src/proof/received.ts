import { z } from 'zod';
import type { Facts } from './chain.js';

/** One delivery as the receiver got it: what its digest covers, and the digests that it states. */
export interface Received {
  /** The line of the file, from 1. */
  readonly line: number;
  readonly facts: Omit<Facts, 'subscription'>;
  /** Hexadecimal. */
  readonly previous: string;
  readonly digest: string;
}

export const hexDigest = z.string().regex(/^[0-9a-f]{64}$/);
