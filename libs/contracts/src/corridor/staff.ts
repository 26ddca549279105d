import { z } from 'zod';
import './staff-refusals.js';
import { command, event, query } from '../catalogue/declare.js';
import { holderFields, namesOneHolder, ONE_HOLDER, toldHolder } from './holder.js';
import { crewRole } from './unit.js';
import { id, instant, listing, ofCorridor, sample } from './words.js';

export const assignStaff = command('corridor.staff.assign', {
  summary: 'Assigns a person to a centre or unit in a role, from a time on, until another or until they are relieved. Nobody is at two places at once.',
  input: z.strictObject({ ...holderFields, personId: id, role: crewRole, from: instant, until: instant.nullable().default(null) }).refine(namesOneHolder, ONE_HOLDER)
    .refine(({ from, until }) => until === null || Date.parse(until) > Date.parse(from), { path: ['until'], message: 'later than from' }),
  output: z.object({ assignmentId: id }), errors: ['centre_closed', 'unit_retired', 'person_elsewhere'],
});
export const relieveStaff = command('corridor.staff.relieve', {
  summary: 'Ends an assignment now, or takes one back that has not begun.',
  input: z.strictObject({ ...holderFields, assignmentId: id }).refine(namesOneHolder, ONE_HOLDER), output: z.object({}), errors: ['centre_closed', 'unit_retired', 'assignment_ended'],
});

const period = { from: instant, until: instant.nullable() };
export const staffChanged = event('corridor.staff.changed.v1', {
  summary: 'A person was assigned to a place in a role, or relieved.', stream: 'corridor', audience: ['administrators'], dataClass: 'personal',
  data: z.object({ assignmentId: id, ...toldHolder, personId: id, role: crewRole, ...period, change: z.enum(['assigned', 'relieved']) }),
  example: {
    assignmentId: sample.other, holderKind: 'unit', holderId: sample.unit, institutionId: sample.operator, countryCode: 'PK', personId: sample.person, role: 'nurse', from: sample.at, until: null, change: 'assigned',
  },
});

const where = { holderKind: toldHolder.holderKind, holderId: id, institutionId: id };
export const listStaff = query('corridor.staff.list', {
  summary: 'Who is assigned where in a corridor at a time (left out: now), as far as it is shared with the caller.', path: '/corridors/{corridorId}/staff', list: true,
  params: z.strictObject({ ...ofCorridor, ...listing, holderId: id.optional(), at: instant.optional() }),
  output: z.object({ id, ...where, personId: id, role: crewRole, ...period }),
});
export const countStaff = query('corridor.staff.count', {
  summary: 'Staff by role at each centre and unit that shares it: places declared, people assigned now, and how many the board says are present, with its time.',
  path: '/corridors/{corridorId}/staff/counts', list: true, params: z.strictObject({ ...ofCorridor, ...listing }),
  output: z.object({
    ...where,
    roles: z.array(z.object({
      role: crewRole, /** Null: not declared, which is not nought. */ declared: z.int().nullable(), assigned: z.int(),
      /** Null: not reported. */
      present: z.object({ count: z.int().nullable(), asOf: instant }).nullable(),
    })),
  }),
});
