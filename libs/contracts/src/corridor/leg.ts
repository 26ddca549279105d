import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { id, instant, listing, ofCorridor, point, sample, wallTime, zone } from './words.js';

/** Where a leg begins or ends: a centre of the corridor, or a point with the wall clock there. */
const end = z.union([z.strictObject({ centreId: id }), z.strictObject({ point, zone })], 'a centre, or a point with its zone');
export type LegEnd = z.output<typeof end>;
const version = z.int().min(1);
/** Its place in the order of the deployment's legs, from 1. */
const place = z.int().min(1).max(200);
const ofLeg = { deploymentId: id, legId: id, version: version.optional() };
const changed = z.object({ legId: id, version });

export const planLeg = command('corridor.leg.plan', {
  summary: 'Adds a leg to the way of a deployment; without a place it comes last. Departure is by the clock where it begins, arrival by the clock where it ends.',
  input: z.strictObject({ deploymentId: id, place: place.optional(), from: end, to: end, departure: wallTime, arrival: wallTime }), output: changed,
  errors: ['deployment_state', 'leg_times', 'centre_closed'],
});
export const changeLeg = command('corridor.leg.change', {
  summary: 'Plans a leg anew; what is left out stays. A leg that has been left keeps all but its arrival.',
  input: z.strictObject({ ...ofLeg, from: end.optional(), to: end.optional(), departure: wallTime.optional(), arrival: wallTime.optional() }), output: changed,
  errors: ['deployment_state', 'conflict', 'leg_unknown', 'leg_over', 'leg_times', 'centre_closed'],
});
export const dropLeg = command('corridor.leg.drop', {
  summary: 'Takes a leg that has not been left off the plan.', input: z.strictObject(ofLeg), output: changed, errors: ['conflict', 'leg_unknown', 'leg_over'],
});
/** When it was, where that is known only later; now, when it is left out. */
const at = instant.optional();
export const departLeg = command('corridor.leg.depart', {
  summary: 'The unit has left on this leg.', input: z.strictObject({ ...ofLeg, at }), output: changed, errors: ['deployment_state', 'conflict', 'leg_unknown', 'leg_over', 'leg_times'],
});
export const arriveLeg = command('corridor.leg.arrive', {
  summary: 'The unit has come to the end of this leg.', input: z.strictObject({ ...ofLeg, at }), output: changed, errors: ['conflict', 'leg_unknown', 'leg_over', 'leg_not_left', 'leg_times'],
});

export const legState = z.enum(['planned', 'under_way', 'over', 'dropped']);
const told = {
  deploymentId: id, place, state: legState, version, fromCentreId: id.nullable(), toCentreId: id.nullable(),
  departure: wallTime, departureZone: zone, arrival: wallTime, arrivalZone: zone,
  /** The same times as instants, by the rules of the zones when the leg was planned. */
  departureAt: instant, arrivalAt: instant, departedAt: instant.nullable(), arrivedAt: instant.nullable(),
};
export const legChanged = event('corridor.leg.changed.v1', {
  summary: 'A leg was planned, planned anew, dropped, left or ended; this is how it stands now.', stream: 'deployment', audience: ['members'],
  data: z.object({ legId: id, institutionId: id, ...told }),
  example: {
    legId: sample.leg, deploymentId: sample.deployment, institutionId: sample.operator, place: 1, state: 'planned', version: 1, fromCentreId: null, toCentreId: sample.centre,
    departure: '2026-11-24T06:30', departureZone: 'Asia/Karachi', arrival: '2026-11-24T15:00', arrivalZone: 'Asia/Shanghai',
    departureAt: '2026-11-24T01:30:00.000Z', arrivalAt: '2026-11-24T07:00:00.000Z', departedAt: null, arrivedAt: null,
  },
});

export const legView = z.object({
  id, ...told, from: point, to: point,
  /** How many minutes the departure, and the arrival, are or were after the plan; null as long as neither has happened nor is due. */
  departureLateMinutes: z.int().nullable(), arrivalLateMinutes: z.int().nullable(),
});
export const listLegs = query('corridor.leg.list', {
  summary: 'The legs of a deployment in their order, with how late each is now.', path: '/deployments/{deploymentId}/legs', list: true, params: z.strictObject({ deploymentId: id, ...listing }), output: legView,
});
export const readLeg = query('corridor.leg.read', {
  summary: 'One leg.', path: '/deployments/{deploymentId}/legs/{legId}', params: z.strictObject({ deploymentId: id, legId: id }), output: legView, errors: ['leg_unknown'],
});
export const listLateLegs = query('corridor.leg.late', {
  summary: 'Legs of deployments under way in a corridor that should have been left, or ended, by now; the one that is due longest first.', path: '/corridors/{corridorId}/late-legs', list: true,
  params: z.strictObject({ ...ofCorridor, ...listing }), output: legView,
});
