import { z } from 'zod';
import { id } from '../id.js';
import { instant } from '../time.js';

/** Words that all parts of a council share. */

export { id, instant };
/** An exact decimal number as text, never a float: `1`, `2.5`. */
export const decimal = z.string().regex(/^(0|[1-9]\d{0,11})(\.\d{1,6})?$/, 'a decimal number as text, at most 12 digits and 6 decimals').max(19);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A BCP 47 tag: `en`, `zh-Hans`, `ur`. */
export const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag such as en, zh-Hans or ur').max(35);
export const countryCode = z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166-1 code of two letters');

/** A wall clock time without a zone, to the minute: `2026-11-24T09:30`. */
export const wallTime = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/, { error: 'a wall clock time as 2026-11-24T09:30', abort: true }).max(16).refine(isOnCalendar, 'a day that the calendar has').refine((text) => text >= '1900' && text < '3000', 'a year from 1900 to 2999');

/** Whose seat an event is about, so that readers may filter by it. Events that were recorded before these fields came do not name them. */
export const ofSeat = { institutionId: id.optional(), countryCode: countryCode.optional() };

/** The name of an IANA time zone that this runtime knows. */
export const zone = z.string().min(1).max(64).refine(isZone, 'the name of an IANA time zone, such as Asia/Shanghai');

function isOnCalendar(wallTime: string): boolean {
  const [year, month, day] = wallTime.slice(0, 10).split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day)).getUTCDate() === day;
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Search fields of every list. */
export const paging = { limit: z.coerce.number().int().min(1).max(250).default(50), iterator: z.string().max(200).optional() };

/** Ids that stand in examples. */
export const sample = {
  meeting: '0198a2b4-7c1e-7d3a-9f00-000000000001', body: '0198a2b4-7c1e-7d3a-9f00-000000000002', seat: '0198a2b4-7c1e-7d3a-9f00-000000000003',
  person: '0198a2b4-7c1e-7d3a-9f00-000000000004', item: '0198a2b4-7c1e-7d3a-9f00-000000000005', request: '0198a2b4-7c1e-7d3a-9f00-000000000006',
  motion: '0198a2b4-7c1e-7d3a-9f00-000000000007', poll: '0198a2b4-7c1e-7d3a-9f00-000000000008', message: '0198a2b4-7c1e-7d3a-9f00-000000000009',
  institution: '0198a2b4-7c1e-7d3a-9f00-00000000000a', at: '2026-11-24T01:30:00.000Z', hash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
} as const;
