import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import './alert-refusals.js';
import { alertKind } from './alert-words.js';
import { id, instant, listing, localDay, ofCorridor, sample, timeOfDay, wallTime, zone } from './words.js';

/** A kind of alert that has a roster of its own, or `any` for all that have none. */
export const rosterKind = z.enum(['any', ...alertKind.options]);
const level = z.int().min(1).max(9);
const place = { ...ofCorridor, institutionId: id, kind: rosterKind.default('any'), level };

/**
 * Somebody is on call on these weekdays (ISO 8601, 1 Monday to 7 Sunday) between two times of the wall clock; `to` at or before
 * `from` runs past midnight and belongs to the day that it began on. On a local holiday such a shift is off, holds as ever
 * (`also`), or is for holidays alone (`only`).
 */
export const shift = z.strictObject({
  personId: id, weekdays: z.array(z.int().min(1).max(7)).min(1).max(7), from: timeOfDay, to: timeOfDay, holidays: z.enum(['off', 'also', 'only']).default('also'),
});

export const setRoster = command('corridor.roster.set', {
  summary: 'A coordinator states who of their organisation is on call on one level, week by week. It takes the place of what stood there; without shifts the level is gone.',
  input: z.strictObject({ ...place, zone, shifts: z.array(shift).max(100), holidays: z.array(localDay).max(400).default([]) }),
  output: z.object({ version: z.int().min(0) }), errors: ['corridor_closed', 'not_a_member', 'not_taking_part'],
});
export const overrideRoster = command('corridor.roster.override', {
  summary: 'For once these people are on call in place of the weekly pattern, or nobody, between two wall times in the zone of the roster. Of several the latest counts.',
  input: z.strictObject({ ...place, starts: wallTime, ends: wallTime, personIds: z.array(id).max(10) }).refine(({ starts, ends }) => starts < ends, { path: ['ends'], message: 'ends after it starts' }),
  output: z.object({ overrideId: id }), errors: ['roster_unknown', 'not_taking_part'],
});
export const liftOverride = command('corridor.roster.lift', {
  summary: 'Takes an exception back: the weekly pattern holds again.', input: z.strictObject({ ...ofCorridor, overrideId: id }), output: z.object({}), errors: ['override_unknown'],
});
export const rosterChanged = event('corridor.roster.changed.v1', {
  summary: 'Who is on call for an organisation was changed; read it again.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ institutionId: id, kind: rosterKind, level, version: z.int().min(0) }),
  example: { institutionId: sample.operator, kind: 'any', level: 1, version: 3 },
});

const key = { institutionId: id, kind: rosterKind, level, zone: z.string() };
export const listRosters = query('corridor.roster.list', {
  summary: 'The rosters of a corridor that are shared with the caller, with exceptions that are not over.', path: '/corridors/{corridorId}/rosters', list: true,
  params: z.strictObject({ ...ofCorridor, ...listing, institutionId: id.optional() }),
  output: z.object({
    ...key, version: z.int(), shifts: z.array(shift), holidays: z.array(localDay),
    overrides: z.array(z.object({ id, starts: wallTime, ends: wallTime, personIds: z.array(id), givenAt: instant })),
  }),
});
export const readOnCall = query('corridor.on_call.list', {
  summary: 'Who is on call at an instant, now where none is given, and where the roster has holes in the week after it.', path: '/corridors/{corridorId}/on-call', list: true,
  params: z.strictObject({ ...ofCorridor, ...listing, institutionId: id.optional(), at: instant.optional() }),
  output: z.object({
    ...key, at: instant, personIds: z.array(id),
    /** When this changes next, within the week; null where it does not. */
    until: instant.nullable(),
    /** Nobody is on call: alerts go to the next level. */
    hole: z.boolean(),
    holes: z.array(z.object({ from: instant, to: instant })),
  }),
});
