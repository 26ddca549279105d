import { z } from 'zod';
import { id } from '../id.js';
import { readable } from '../readable.js';

export { countryCode, id, instant, language, listing, name, names, zone } from '../alliance/words.js';

/** Words that all parts of a corridor share. */

/** A wall clock time without a zone, to the minute: `2026-11-24T09:30`. */
export { wallTime } from '../council/words.js';

/** A calendar day where the thing is: `2026-11-24`. */
export { day as localDay } from '../time.js';
/** The largest number of a version that there can be. */
export const lastVersion = 2_147_483_647;
/** A time of day on a wall clock: `08:30`. */
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day as 08:30');
/** Why somebody did something. Read by those who may read the thing; never in events. */
export const reason = readable(500);

/** A point on the earth (WGS 84, degrees). Named fields, since half of the world's formats write longitude first. */
export const point = z.strictObject({
  latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180),
}).refine((p) => p.latitude !== 0 || p.longitude !== 0, 'a point at 0/0 is a device without a fix');
export type Point = z.output<typeof point>;

/** What an organisation is to a corridor. `host`: the health authority of a country, which accepts the units that work there. */
export const memberRole = z.enum(['lead', 'operator', 'host', 'centre', 'supplier', 'observer']);
/**
 * What a person does for an organisation in a corridor. `coordinator`: acts for it. `authority`: accepts deployments for a host.
 * `field`: on site, keeps boards, stock and tallies. `protection`: the named role that reads restricted items.
 */
export const post = z.enum(['coordinator', 'authority', 'field', 'protection']);

/** What kind of data an organisation shares by its compact. Protected health data are of no such class: they are not shared this way. */
export const dataClass = z.enum(['position', 'capacity', 'stock', 'staff', 'equipment', 'alert', 'report']);
export type SharedClass = z.output<typeof dataClass>;

/** WHO classification of emergency medical teams. */
export const emtType = z.enum(['type_1_mobile', 'type_1_fixed', 'type_2', 'type_3', 'specialised_care_team']);

/** UCUM codes are checked where quantities enter; here only their form. */
export const ucumCode = z.string().min(1).max(40).regex(/^[\x21-\x7e]+$/, 'a UCUM code as mg, L/min or {tablet}');

/** Search fields of the doors that list what is in a corridor. */
export const ofCorridor = { corridorId: id };

/** Ids that stand in examples. */
export const sample = {
  corridor: '0198a2b4-7c1e-7d3a-9f00-00000000c001', centre: '0198a2b4-7c1e-7d3a-9f00-00000000c002', unit: '0198a2b4-7c1e-7d3a-9f00-00000000c003',
  deployment: '0198a2b4-7c1e-7d3a-9f00-00000000c004', operator: '0198a2b4-7c1e-7d3a-9f00-00000000c005', host: '0198a2b4-7c1e-7d3a-9f00-00000000c006',
  person: '0198a2b4-7c1e-7d3a-9f00-00000000c007', leg: '0198a2b4-7c1e-7d3a-9f00-00000000c008', other: '0198a2b4-7c1e-7d3a-9f00-00000000c009',
  at: '2026-11-24T01:30:00.000Z', later: '2026-11-24T07:00:00.000Z', day: '2026-11-24',
} as const;
