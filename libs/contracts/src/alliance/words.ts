import { z } from 'zod';
import { id } from '../id.js';
import { instant } from '../time.js';
import { isCountry } from './countries.js';
import { line } from '../readable.js';

export { id, instant };
/** ISO 3166-1 alpha-2. */
export const countryCode = z.string().refine(isCountry, 'a country is named by its ISO 3166-1 alpha-2 code');
/** An IANA time zone, as `Asia/Shanghai`. */
export const zone = z.string().max(64).refine(isZone, 'a zone is an IANA time zone, as Asia/Shanghai');
/** A BCP 47 language tag, as `zh-Hans`. */
export const language = z.string().max(35).regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'a language is a BCP 47 tag, as zh-Hans');
export const name = line(200);
/** One thing's name in several languages: `{ "zh": "…", "ru": "…" }`. */
export const names = z.record(language, name).refine((all) => Object.keys(all).length <= 20, 'at most 20 languages');

/** A weight is an exact decimal, sent as text so that no reader rounds it: more than 0, at most six places. */
export const weight = z.string().regex(/^(?!0+(\.0+)?$)(0|[1-9]\d{0,5})(\.\d{1,6})?$/, 'a weight is a decimal above 0 and below 1000000 with at most 6 places');

/** A share of a whole, exact. */
export const share = z.strictObject({ numerator: z.int().min(0).max(1_000_000), denominator: z.int().min(1).max(1_000_000) })
  .refine((s) => s.numerator <= s.denominator, 'a share is at most the whole');

/**
 * When enough are present. `of` says what is counted on the whole roll: seats, weights, or countries with at least one
 * seat present. Present must be at least (`strict`: more than) this share of the whole.
 */
export const quorumRule = z.strictObject({ of: z.enum(['seats', 'weights', 'countries']), atLeast: share, strict: z.boolean() });
export type QuorumRule = z.output<typeof quorumRule>;

/**
 * When a motion is carried: the yes votes must be at least (`strict`: more than) `threshold` of the base.
 * Bases: `valid` yes + no; `cast` yes + no + abstentions; `present` all who were present at the opening, or came later and voted; `entitled` the whole electorate.
 * `unit` counts weights or heads. Where half is enough, an exact tie fails.
 */
export const majorityRule = z.strictObject({
  threshold: share, strict: z.boolean(), base: z.enum(['cast', 'valid', 'present', 'entitled']),
  unit: z.enum(['weights', 'heads']), tie: z.literal('fails'),
});
export type MajorityRule = z.output<typeof majorityRule>;

/** A rule as it is given: a threshold of nothing would carry what nearly everybody votes against. */
export const newMajorityRule = majorityRule.refine(({ threshold }) => threshold.numerator > 0, { path: ['threshold', 'numerator'], message: 'more than 0' });

export const bodyRules = z.strictObject({ quorum: quorumRule, majority: newMajorityRule });
export type BodyRules = z.output<typeof bodyRules>;

export const institutionState = z.enum(['active', 'closed']);
export const bodyKind = z.enum(['council', 'committee']);
export const office = z.enum(['chair', 'secretary', 'interpreter']);
export const seatState = z.enum(['active', 'vacated']);

/** Fields of every cursor list. */
export const listing = { limit: z.coerce.number().int().min(1).max(250).default(50), iterator: z.string().max(200).optional() };

/** The engine of the reader knows the zones; there is no list to keep up to date. */
function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return /^[A-Z]/.test(text);
  } catch {
    return false;
  }
}
