import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { countryCode, id, instant, listing, name, names, ofCorridor, sample } from './words.js';

const countries = z.array(countryCode).min(1).max(30).refine((all) => new Set(all).size === all.length, 'each country once');
export const corridorState = z.enum(['active', 'closed']);

export const foundCorridor = command('corridor.corridor.found', {
  summary: 'The administrator founds a corridor through these countries, led by one institution.',
  input: z.strictObject({ name, names: names.default({}), countries, leadInstitutionId: id }),
  output: z.object({ corridorId: id }),
  errors: ['institution_unknown'],
});

export const changeCorridor = command('corridor.corridor.change', {
  summary: 'The lead changes name or countries of a corridor; what is left out stays.',
  input: z.strictObject({ ...ofCorridor, name: name.optional(), names: names.optional(), countries: countries.optional() }),
  output: z.object({}),
  errors: ['corridor_closed'],
});

export const setStops = command('corridor.stop.set', {
  summary: 'The lead states the stops of a corridor in their order; each is a centre of it.',
  input: z.strictObject({ ...ofCorridor, centreIds: z.array(id).max(100).refine((all) => new Set(all).size === all.length, 'each centre once') }),
  output: z.object({}),
  errors: ['corridor_closed', 'stop_unknown'],
});

export const closeCorridor = command('corridor.corridor.close', {
  summary: 'The administrator closes a corridor. Its past stays to be read.',
  input: z.strictObject(ofCorridor), output: z.object({}), errors: ['corridor_closed', 'deployment_under_way'],
});

export const corridorChanged = event('corridor.corridor.changed.v1', {
  summary: 'A corridor was founded, changed or closed; this is how it stands now.', stream: 'corridor', audience: ['members'],
  data: z.object({ corridorId: id, name, countries: z.array(countryCode), stops: z.array(id), state: corridorState }),
  example: { corridorId: sample.corridor, name: 'Karakoram corridor', countries: ['PK', 'CN'], stops: [sample.centre], state: 'active' },
});

export const corridorView = z.object({
  id, name, names, countries: z.array(countryCode), state: corridorState, foundedAt: instant,
  /** Centres in their order along the corridor. */
  stops: z.array(id),
});

export const listCorridors = query('corridor.corridor.list', {
  summary: 'The corridors that the caller’s institutions take part in; administrators see all.', path: '/corridors', list: true,
  params: z.strictObject(listing), output: corridorView,
});
export const readCorridor = query('corridor.corridor.read', { summary: 'One corridor.', path: '/corridors/{corridorId}', params: z.strictObject(ofCorridor), output: corridorView });
