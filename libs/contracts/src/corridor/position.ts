import { z } from 'zod';
import './position-refusals.js';
import { command, event, query, signal } from '../catalogue/declare.js';
import { id, instant, listing, localDay, ofCorridor, sample } from './words.js';

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);
const measured = {
  /** Metres above the sea. */
  altitude: z.number().min(-500).max(20_000).nullable(),
  /** Metres a second. */
  speed: z.number().min(0).max(500).nullable(),
  /** Degrees clockwise from true north. */
  course: z.number().min(0).max(360).nullable(),
  /** Metres: the radius in which the device believes to be. */
  accuracy: z.number().min(0).max(1_000_000).nullable(),
};

/** A fix as a person or a program enters it. */
export const enteredFix = z.strictObject({
  fixTime: instant, latitude, longitude,
  altitude: measured.altitude.optional(), speed: measured.speed.optional(), course: measured.course.optional(), accuracy: measured.accuracy.optional(),
  /** The vehicle could not be that fast, and yet it was there: by aircraft, by ship. */
  confirmed: z.boolean().default(false),
});

/** Fixes of one report at the most. */
export const FIXES_AT_ONCE = 500;

/**
 * What became of a fix. `stored`: it is newer than all that was known of its unit. `late`: stored, among what was known. `duplicate`: it was there.
 * `held`: kept aside, since the device's clock runs ahead. `refused`: nothing of it is kept but the count.
 */
export const fixOutcome = z.enum(['stored', 'late', 'duplicate', 'held', 'refused']);
/** Why a fix was refused or held. */
export const fixRule = z.enum(['unreadable', 'out_of_range', 'no_place', 'not_valid', 'at_zero', 'too_old', 'too_far_ahead', 'clock_ahead', 'inaccurate', 'impossible_speed', 'duplicate']);
export type FixRule = z.output<typeof fixRule>;
/** The answer for one fix; `field` names what broke the rule, as the format calls it. */
export const fixAnswer = z.object({ outcome: fixOutcome, field: z.string().optional(), rule: fixRule.optional() });
export type FixAnswer = z.output<typeof fixAnswer>;

export const reportPosition = command('corridor.position.report', {
  summary: 'Enters by hand where a unit is or was. A place that the vehicle could not have reached is refused as `impossible_speed` unless it is `confirmed`.',
  input: z.strictObject({ unitId: id, ...enteredFix.shape }), output: fixAnswer, errors: ['unit_retired'],
});
export const reportPositions = command('corridor.position.report_batch', {
  summary: 'Enters fixes of a unit in any order, each answered for itself; a fix that was there already does no harm.',
  input: z.strictObject({ unitId: id, fixes: z.array(enteredFix).min(1).max(FIXES_AT_ONCE) }), output: z.object({ items: z.array(fixAnswer) }), errors: ['unit_retired'],
});

/** The newest place of a unit, as its reader may see it. */
const place = {
  unitId: id, fixTime: instant, latitude: z.number(), longitude: z.number(),
  speed: measured.speed, course: measured.course, accuracy: measured.accuracy,
};
/** Short for a unit in the frames of `corridor.positions.moved`. */
const number = z.int().positive();

export const positionMoved = event('corridor.position.moved.v1', {
  summary: 'Units of one institution have a newer position. Readers whom the compact shows less get events of their own, rounded or later.',
  stream: 'positions', audience: ['administrators'],
  data: z.object({
    corridorId: id, institutionId: id,
    /** Rounded to so many metres; null: as measured. */
    precisionMetres: z.int().positive().nullable(),
    /** Shown so many seconds after the fix. */
    delaySeconds: z.int().min(0),
    positions: z.array(z.object({ ...place, number })).min(1).max(80),
  }),
  example: {
    corridorId: sample.corridor, institutionId: sample.operator, precisionMetres: null, delaySeconds: 0,
    positions: [{ unitId: sample.unit, number: 12, fixTime: sample.at, latitude: 39.47123, longitude: 75.99381, speed: 16.7, course: 271, accuracy: 8 }],
  },
});

/**
 * One position in a frame that a bad line has to carry, all integers: the unit's number (the snapshot says of which unit), latitude
 * and longitude in hundred-thousandths of a degree, seconds since 1970 of the fix, speed in decimetres a second or -1, course in degrees or -1.
 */
export const compactPosition = z.tuple([number, z.int(), z.int(), z.int(), z.int(), z.int()]);
export type CompactPosition = z.output<typeof compactPosition>;

export const positionsMoved = signal('corridor.positions.moved', {
  summary: 'Newer positions for readers of a corridor, under the byte budget of their line: of each unit the newest counts, an older one is worth nothing.',
  data: z.object({
    items: z.array(compactPosition),
    /** Units that have moved and wait for room on this line. */
    held: z.int().min(0),
    /** Positions that were never sent on this line, because a newer one of the same unit took their place; since the last frame. */
    replaced: z.int().min(0),
  }),
});

export const listPositions = query('corridor.position.list', {
  summary: 'The newest position of each unit of a corridor that the caller’s institutions may see, as exact and as late as the compact says.',
  path: '/corridors/{corridorId}/positions', list: true, params: z.strictObject({ ...ofCorridor, ...listing }),
  output: z.object({ ...place, institutionId: id, number, precisionMetres: z.int().nullable(), delaySeconds: z.int() }),
});

/** Fixes of one page of a track at the most. */
export const TRACK_PAGE = 1_000;
const trackFields = { unitId: id, from: instant.optional(), to: instant.optional() };
export const trackRange = z.strictObject(trackFields);
export const trackFix = z.object({
  fixTime: instant, deviceTime: instant.nullable(), serverTime: instant, latitude: z.number(), longitude: z.number(), ...measured,
  /** The device that measured it; null where a person entered it. */
  trackerId: id.nullable(),
});
export const readTrack = query('corridor.track.read', {
  summary: 'The track of a unit by time of fix, `from` included, `to` not; as exact, as late and as far back as the compact shows it to the caller.',
  path: '/units/{unitId}/track', list: true,
  params: z.strictObject({ ...trackFields, limit: z.coerce.number().int().min(1).max(TRACK_PAGE).default(250), iterator: listing.iterator }), output: trackFix,
});

export const listRefusals = query('corridor.refusal.list', {
  summary: 'How many fixes of a unit were refused or held, by day (UTC), device and rule; the latest day first.',
  path: '/units/{unitId}/refusals', list: true, params: z.strictObject({ unitId: id, ...listing }),
  output: z.object({ day: localDay, trackerId: id.nullable(), rule: fixRule, count: z.int(), lastAt: instant }),
});
export const listHeld = query('corridor.refusal.list_held', {
  summary: 'Fixes of a unit that are kept aside because the clock of their device ran ahead; the latest to arrive first.',
  path: '/units/{unitId}/held', list: true, params: z.strictObject({ unitId: id, ...listing }),
  output: z.object({ fixTime: instant, serverTime: instant, latitude: z.number(), longitude: z.number(), trackerId: id.nullable() }),
});
