import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { outsideId } from './centre.js';
import { emtType, id, listing, name, names, ofCorridor, sample } from './words.js';
import { readable } from '../readable.js';

const count = z.int().min(0).max(100_000);
/** What the unit says it can do when it is set up. Left out: not declared, which is not nought. */
export const declaredCapacity = z.strictObject({
  outpatientsPerDay: count.optional(), inpatientBeds: count.optional(), icuBeds: count.optional(), majorOperationsPerDay: count.optional(), minorOperationsPerDay: count.optional(),
});
/** Places in the crew by role. */
export const crewRole = z.enum(['team_lead', 'doctor', 'surgeon', 'anaesthetist', 'nurse', 'midwife', 'paramedic', 'pharmacist', 'laboratory', 'logistician', 'driver', 'interpreter', 'other']);
const crew = z.array(z.strictObject({ role: crewRole, count: z.int().min(1).max(500) })).max(20);
export const vehicle = z.strictObject({ kind: z.enum(['truck', 'bus', 'van', 'ambulance', 'trailer', 'container', 'train', 'vessel', 'aircraft', 'other']), plate: readable(20).optional(), maxSpeedKmh: z.int().min(5).max(1_000).default(110) });

const facts = {
  name, names: names.default({}), emtType, declared: declaredCapacity.default({}), crew: crew.default([]), vehicle, outsideIds: z.array(outsideId).max(20).default([]),
};
export const unitState = z.enum(['in_service', 'out_of_service', 'retired']);

export const registerUnit = command('corridor.unit.register', {
  summary: 'A coordinator enters a mobile unit of their organisation, which is an operator in the corridor.',
  input: z.strictObject({ ...ofCorridor, institutionId: id, ...facts }), output: z.object({ unitId: id }), errors: ['corridor_closed', 'not_a_member'],
});
export const changeUnit = command('corridor.unit.change', {
  summary: 'Corrects what is entered of a unit, or takes it out of service and back; what is left out stays.',
  input: z.strictObject({
    unitId: id, name: name.optional(), names: names.optional(), emtType: emtType.optional(), declared: declaredCapacity.optional(), crew: crew.optional(),
    vehicle: vehicle.optional(), outsideIds: z.array(outsideId).max(20).optional(), state: z.enum(['in_service', 'out_of_service']).optional(),
  }),
  output: z.object({}), errors: ['unit_retired', 'deployment_under_way'],
});
export const retireUnit = command('corridor.unit.retire', {
  summary: 'Retires a unit that is on no deployment. Its past stays.', input: z.strictObject({ unitId: id }), output: z.object({}), errors: ['unit_retired', 'deployment_under_way'],
});

const told = { name, emtType, vehicle, declared: declaredCapacity, state: unitState };
export const unitChanged = event('corridor.unit.changed.v1', {
  summary: 'A mobile unit was entered, changed or retired; this is how it stands now.', stream: 'corridor', audience: ['members'],
  data: z.object({ unitId: id, institutionId: id, ...told }),
  example: {
    unitId: sample.unit, institutionId: sample.operator, name: 'Mobile hospital 3', emtType: 'type_2', vehicle: { kind: 'truck', maxSpeedKmh: 110 }, declared: { inpatientBeds: 20 }, state: 'in_service',
  },
});
export const unitView = z.object({ id, corridorId: id, institutionId: id, ...told, names, crew, outsideIds: z.array(outsideId) });
export const listUnits = query('corridor.unit.list', {
  summary: 'The mobile units of a corridor by name.', path: '/corridors/{corridorId}/units', list: true, params: z.strictObject({ ...ofCorridor, ...listing }), output: unitView,
});
export const readUnit = query('corridor.unit.read', { summary: 'One mobile unit.', path: '/units/{unitId}', params: z.strictObject({ unitId: id }), output: unitView });
