import { z } from 'zod';
import { event, query } from '../catalogue/declare.js';
import { id, instant, sample, zone } from './words.js';

/** When a unit is expected at a stop that is still ahead of it: as a range, since nobody knows. */
const arrival = {
  /** The end of this leg; null: the site, of a deployment without legs. */
  legId: id.nullable(), place: z.int().min(0),
  earliest: instant, likely: instant, latest: instant,
  /** The wall clock of the stop: say times by it, or by the reader's own. */
  zone,
  /** What the leg plans; null where nothing is planned. */
  plannedAt: instant.nullable(),
  remainingMetres: z.int(),
  /** The fix that this rests on. */
  asOf: instant,
};

export const arrivalChanged = event('corridor.arrival.changed.v1', {
  summary: 'A unit is expected at a stop ten minutes or more earlier or later than was told before.', stream: 'deployment', audience: ['administrators'],
  data: z.object({ deploymentId: id, unitId: id, institutionId: id, ...arrival }),
  example: {
    deploymentId: sample.deployment, unitId: sample.unit, institutionId: sample.operator, legId: sample.leg, place: 1, earliest: sample.at, likely: sample.at, latest: sample.later,
    zone: 'Asia/Shanghai', plannedAt: sample.at, remainingMetres: 182_000, asOf: sample.at,
  },
});
export const readArrivals = query('corridor.arrival.read', {
  summary: 'When a deployment in transit is expected at each stop ahead, as a range; empty when it is not on its way, never reported, or its exact position is not shared with the caller.',
  path: '/deployments/{deploymentId}/arrivals', params: z.strictObject({ deploymentId: id }), output: z.object({ deploymentId: id, arrivals: z.array(z.object(arrival)) }),
});
export type Arrival = z.output<z.ZodObject<typeof arrival>>;
