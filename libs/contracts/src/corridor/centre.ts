import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { countryCode, id, listing, name, names, ofCorridor, point, sample, timeOfDay, zone } from './words.js';

/** ISO 8601 weekday, 1 Monday to 7 Sunday; `to` at or before `from` runs past midnight. */
const opening = z.strictObject({ weekday: z.int().min(1).max(7), from: timeOfDay, to: timeOfDay });
/** Ids that other systems know the thing by: `{ system: 'https://…', value: '…' }`. */
export const outsideId = z.strictObject({ system: z.string().min(1).max(200), value: z.string().min(1).max(100) });
/** What a centre or unit offers; the words of EDXL-HAVE's service coverage, then the ones it lacks. */
export const service = z.enum([
  'burn', 'cardiology', 'dialysis', 'emergency_department', 'hyperbaric_chamber', 'infectious_disease', 'neonatology', 'neurology', 'obgyn', 'ophthalmology',
  'orthopedic', 'pediatrics', 'psychiatric', 'surgery', 'transport_services', 'trauma_center', 'outpatient', 'laboratory', 'imaging', 'pharmacy', 'telemedicine',
]);

const facts = {
  name, names: names.default({}), countryCode, zone, point, services: z.array(service).max(30).default([]),
  hours: z.array(opening).max(28).default([]), outsideIds: z.array(outsideId).max(20).default([]),
};
export const centreState = z.enum(['open', 'closed']);

export const registerCentre = command('corridor.centre.register', {
  summary: 'A coordinator enters a regional centre of their organisation, which is a member of the corridor.',
  input: z.strictObject({ ...ofCorridor, institutionId: id, ...facts }), output: z.object({ centreId: id }), errors: ['corridor_closed', 'not_a_member'],
});
export const changeCentre = command('corridor.centre.change', {
  summary: 'Corrects what is entered of a centre; what is left out stays.',
  input: z.strictObject({
    centreId: id, name: name.optional(), names: names.optional(), zone: zone.optional(), point: point.optional(), services: z.array(service).max(30).optional(),
    hours: z.array(opening).max(28).optional(), outsideIds: z.array(outsideId).max(20).optional(),
  }),
  output: z.object({}), errors: ['centre_closed'],
});
export const closeCentre = command('corridor.centre.close', {
  summary: 'Closes a centre for good; it leaves the stops of its corridor.', input: z.strictObject({ centreId: id }), output: z.object({}), errors: ['centre_closed', 'deployment_under_way'],
});

const told = { name, countryCode, zone, point, services: z.array(service), state: centreState };
export const centreChanged = event('corridor.centre.changed.v1', {
  summary: 'A centre was entered, changed or closed; this is how it stands now.', stream: 'corridor', audience: ['members'],
  data: z.object({ centreId: id, institutionId: id, ...told }),
  example: {
    centreId: sample.centre, institutionId: sample.host, name: 'Kashgar regional centre', countryCode: 'CN', zone: 'Asia/Shanghai',
    point: { latitude: 39.47, longitude: 75.99 }, services: ['surgery'], state: 'open',
  },
});
export const centreView = z.object({
  id, corridorId: id, institutionId: id, ...told, names, hours: z.array(opening), outsideIds: z.array(outsideId),
  /** Whether it is open by its hours now; null when no hours are entered. */
  openNow: z.boolean().nullable(),
});
export const listCentres = query('corridor.centre.list', {
  summary: 'The centres of a corridor by name.', path: '/corridors/{corridorId}/centres', list: true, params: z.strictObject({ ...ofCorridor, ...listing }), output: centreView,
});
export const readCentre = query('corridor.centre.read', { summary: 'One centre.', path: '/centres/{centreId}', params: z.strictObject({ centreId: id }), output: centreView });
