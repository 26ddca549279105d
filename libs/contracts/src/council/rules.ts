import { z } from 'zod';

const fraction = z.strictObject({ numerator: z.number().int().min(0).max(1000), denominator: z.number().int().min(1).max(1000) });

/** When a meeting is quorate: at least (strict: more than) this part of what is entitled is present. */
export const quorumRule = z.strictObject({ of: z.enum(['seats', 'weights', 'countries']), atLeast: fraction, strict: z.boolean() });
export type QuorumRule = z.output<typeof quorumRule>;

/** When a motion is carried: at least (strict: more than) this part of the base is in favour; a tie fails. */
export const majorityRule = z.strictObject({
  threshold: fraction, strict: z.boolean(), base: z.enum(['cast', 'valid', 'present', 'entitled']), unit: z.enum(['weights', 'heads']), tie: z.literal('fails'),
});
export type MajorityRule = z.output<typeof majorityRule>;
