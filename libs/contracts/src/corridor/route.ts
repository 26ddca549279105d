import { z } from 'zod';
import './route-refusals.js';
import { command, event, query } from '../catalogue/declare.js';
import { id, instant, point, sample } from './words.js';

const way = {
  line: z.array(point).min(2).max(2_000),
  /** How far to each side the unit may be. */
  widthMetres: z.number().min(50).max(100_000).default(2_000),
  dwellSeconds: z.int().min(0).max(86_400).default(300), dwellFixes: z.int().min(1).max(100).default(5),
};
const facts = { unitId: id, institutionId: id, version: z.int().min(1) };

export const planRoute = command('corridor.route.plan', {
  summary: 'Plans the way of a deployment to its site, in the place of the one before. Whoever leaves it for longer than the dwell is alerted on.',
  input: z.strictObject({ deploymentId: id, ...way }), output: z.object({ version: z.int() }), errors: ['deployment_state'],
});
export const dropRoute = command('corridor.route.drop', {
  summary: 'Takes the planned way off a deployment.', input: z.strictObject({ deploymentId: id }), output: z.object({}), errors: ['route_missing'],
});
export const routeChanged = event('corridor.route.changed.v1', {
  summary: 'The way of a deployment was planned or dropped; its line is read apart.', stream: 'deployment', audience: ['administrators'],
  data: z.object({ deploymentId: id, ...facts, state: z.enum(['planned', 'dropped']), lengthMetres: z.number() }),
  example: { deploymentId: sample.deployment, unitId: sample.unit, institutionId: sample.operator, version: 1, state: 'planned', lengthMetres: 412_300 },
});
export const readRoute = query('corridor.route.read', {
  summary: 'The planned way of a deployment.', path: '/deployments/{deploymentId}/route', params: z.strictObject({ deploymentId: id }), errors: ['route_missing'],
  output: z.object({ deploymentId: id, ...facts, plannedAt: instant, line: way.line, widthMetres: z.number(), dwellSeconds: z.int(), dwellFixes: z.int() }),
});
