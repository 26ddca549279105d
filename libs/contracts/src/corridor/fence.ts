import { z } from 'zod';
import './fence-refusals.js';
import { command, event, query } from '../catalogue/declare.js';
import { countryCode, id, instant, language, listing, name, names, ofCorridor, point, sample, timeOfDay, zone } from './words.js';

const line = z.array(point).min(2).max(2_000);
const ring = z.array(point).min(3).max(2_000);
/**
 * Where a fence is. A ring of a polygon is open (its end is its beginning) and may run over the antimeridian, where each step
 * goes the shorter way round. `widthMetres` of a route counts to each side of its line.
 */
export const fenceShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('circle'), centre: point, radiusMetres: z.number().min(10).max(2_000_000) }),
  z.strictObject({ kind: z.literal('polygon'), outer: ring, holes: z.array(ring).max(20).default([]) }),
  z.strictObject({ kind: z.literal('route'), line, widthMetres: z.number().min(10).max(100_000) }),
]);
/**
 * When a unit counts as over the line: it was beyond it for so many seconds or in so many fixes, whichever comes first. To enter
 * it must be `enterMetres` inside, to leave `exitMetres` outside, and the circle of accuracy of the fix counts on top.
 */
const measures = {
  dwellSeconds: z.int().min(0).max(86_400), dwellFixes: z.int().min(1).max(100), enterMetres: z.number().min(0).max(10_000), exitMetres: z.number().min(0).max(10_000),
};
export const fenceRule = z.strictObject({
  dwellSeconds: measures.dwellSeconds.default(60), dwellFixes: measures.dwellFixes.default(3), enterMetres: measures.enterMetres.default(0), exitMetres: measures.exitMetres.default(25),
});
/** Another rule: what is left out stays. */
const newFenceRule = z.strictObject(measures).partial();
/** Weekdays and hours of a wall clock in which the fence counts; ISO weekday 1 Monday to 7 Sunday, `to` at or before `from` runs past midnight. */
export const fenceCalendar = z.strictObject({ zone, hours: z.array(z.strictObject({ weekday: z.int().min(1).max(7), from: timeOfDay, to: timeOfDay })).min(1).max(28) });
const form = { shape: fenceShape, rule: fenceRule.prefault({}), calendar: fenceCalendar.nullable().default(null) };
const fenceState = z.enum(['in_force', 'retired']);
const ofFence = { ...ofCorridor, fenceId: id };

export const createFence = command('corridor.fence.create', {
  summary: 'A coordinator draws a fence for their organisation. It counts for all units of the corridor, for fixes that arrive from now on and were measured at `countsFrom` or later: left out, now.',
  input: z.strictObject({ ...ofCorridor, institutionId: id, name, names: names.default({}), ...form, countsFrom: instant.optional() }), output: z.object({ fenceId: id }), errors: ['corridor_closed', 'not_a_member', 'fences_full'],
});
export const changeFence = command('corridor.fence.change', {
  summary: 'Renames or redraws a fence. A new shape, rule or calendar counts for fixes from now on: what was crossed before stays as it was.',
  input: z.strictObject({ ...ofFence, name: name.optional(), names: names.optional(), shape: fenceShape.optional(), rule: newFenceRule.optional(), calendar: fenceCalendar.nullable().optional() }),
  output: z.object({}), errors: ['corridor_closed', 'fence_unknown', 'fence_retired'],
});
export const retireFence = command('corridor.fence.retire', {
  summary: 'Takes a fence out of force for good. What was crossed stays.', input: z.strictObject(ofFence), output: z.object({}), errors: ['corridor_closed', 'fence_unknown', 'fence_retired'],
});
export const fenceChanged = event('corridor.fence.changed.v1', {
  summary: 'A fence was drawn, changed or retired; its shape is read from the list of fences.', stream: 'corridor', audience: ['members'],
  data: z.object({ fenceId: id, institutionId: id, name, kind: z.enum(['circle', 'polygon', 'route']), version: z.int().min(1), state: fenceState }),
  example: { fenceId: sample.other, institutionId: sample.operator, name: 'Sost dry port', kind: 'circle', version: 1, state: 'in_force' },
});
export const listFences = query('corridor.fence.list', {
  summary: 'The fences of a corridor as they are drawn now, the newest first.', path: '/corridors/{corridorId}/fences', list: true, params: z.strictObject({ ...ofCorridor, ...listing }),
  output: z.object({ id, institutionId: id, name, names, state: fenceState, version: z.int(), since: instant, shape: fenceShape, rule: fenceRule, calendar: fenceCalendar.nullable() }),
});

const crossingKind = z.enum(['enter', 'exit', 'border']);
/** A unit went into a fence, out of it, or from one country into another. */
const crossing = {
  crossingId: id, unitId: id, deploymentId: id.nullable(), kind: crossingKind,
  /** The fence, of `enter` and `exit`. */
  fenceId: id.nullable(),
  /** Of `border`: the country it came from (null: this is its first known one) and the one it is in now. */
  fromCountry: countryCode.nullable(), countryCode: countryCode.nullable(),
  /** When it crossed, worked out between the two fixes on either side of the line. */
  crossedAt: instant,
  /** Found by fixes that arrived out of order: nobody is to be woken by it. */
  late: z.boolean(),
};
/** Crossings of one event at the most, which keeps it below its bound of bytes. */
export const CROSSINGS_AT_ONCE = 40;
export const crossingRecorded = event('corridor.crossing.recorded.v1', {
  summary: 'Units of one institution crossed fences or borders; those that are found together are told together.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ institutionId: id, crossings: z.array(z.object(crossing)).min(1).max(CROSSINGS_AT_ONCE) }),
  example: {
    institutionId: sample.operator,
    crossings: [{ crossingId: sample.leg, unitId: sample.unit, deploymentId: sample.deployment, kind: 'enter', fenceId: sample.other, fromCountry: null, countryCode: null, crossedAt: sample.at, late: false }],
  },
});
export const crossingWithdrawn = event('corridor.crossing.withdrawn.v1', {
  summary: 'Fixes that arrived later show that crossings were not so, or not then.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ institutionId: id, crossings: z.array(z.object({ crossingId: id, unitId: id })).min(1).max(CROSSINGS_AT_ONCE) }),
  example: { institutionId: sample.operator, crossings: [{ crossingId: sample.leg, unitId: sample.unit }] },
});
export const listCrossings = query('corridor.crossing.list', {
  summary: 'What units crossed and when, the latest first: of units whose position the caller reads exactly and at once.', path: '/corridors/{corridorId}/crossings', list: true,
  params: z.strictObject({ ...ofCorridor, unitId: id.optional(), fenceId: id.optional(), ...listing }),
  output: z.object({ institutionId: id, ...crossing }),
});

/** Codes of forms that are filled in there: `mds` (current WHO numbering), `mds_2017`, or a national one. */
const formCode = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,39}$/, 'a code of small letters, digits and . _ -');
const borderRules = { countryCode, languages: z.array(language).max(10), forms: z.array(formCode).max(20) };
export const setBorderRules = command('corridor.border.set_rules', {
  summary: 'The lead states which languages and forms hold in a country of the corridor; told to those who cross into it.',
  input: z.strictObject({ ...ofCorridor, ...borderRules }), output: z.object({}), errors: ['corridor_closed'],
});
export const borderRulesChanged = event('corridor.border.rules_changed.v1', {
  summary: 'Other languages or forms hold in a country of the corridor.', stream: 'corridor', audience: ['members'], data: z.object(borderRules),
  example: { countryCode: 'CN', languages: ['zh-Hans'], forms: ['mds'] },
});
export const listBorderRules = query('corridor.border.list_rules', {
  summary: 'What holds in each country of a corridor: the host authorities there, languages, forms.', path: '/corridors/{corridorId}/border-rules', list: true, params: z.strictObject({ ...ofCorridor, ...listing }),
  output: z.object({ ...borderRules, hostIds: z.array(id) }),
});
export const borderCrossed = event('corridor.border.crossed.v1', {
  summary: 'Units of one institution are in another country now, where another authority, other languages and other forms hold.', stream: 'corridor', audience: ['administrators'],
  data: z.object({
    institutionId: id, fromCountry: countryCode, ...borderRules, hostIds: z.array(id),
    crossings: z.array(z.object({ unitId: id, deploymentId: id.nullable(), crossedAt: instant })).min(1).max(CROSSINGS_AT_ONCE),
  }),
  example: {
    institutionId: sample.operator, fromCountry: 'PK', countryCode: 'CN', languages: ['zh-Hans'], forms: ['mds'], hostIds: [sample.host],
    crossings: [{ unitId: sample.unit, deploymentId: sample.deployment, crossedAt: sample.at }],
  },
});
