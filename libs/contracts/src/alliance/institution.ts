import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import './refusals.js';
import { countryCode, id, institutionState, listing, name, names, zone } from './words.js';

const described = { name, names: names.default({}), countryCode, zone };
const example = { institutionId: '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b', countryCode: 'CN', state: 'active' as const };

export const registerInstitution = command('alliance.institution.register', {
  summary: 'The administrator enters an institution of the alliance.',
  input: z.strictObject(described),
  output: z.object({ institutionId: id }),
});

export const changeInstitution = command('alliance.institution.change', {
  summary: 'The administrator corrects the names, the country or the zone of an institution.',
  input: z.strictObject({ institutionId: id, name: name.optional(), names: names.optional(), countryCode: countryCode.optional(), zone: zone.optional() }),
  output: z.object({}),
  errors: ['institution_closed'],
});

export const closeInstitution = command('alliance.institution.close', {
  summary: 'The administrator closes an institution that holds no seat any more. Its past stays.',
  input: z.strictObject({ institutionId: id }),
  output: z.object({}),
  errors: ['institution_closed', 'institution_holds_seats'],
});

export const institutionChanged = event('alliance.institution.changed.v1', {
  summary: 'An institution was entered, changed or closed; this is how it stands now.',
  stream: 'org', audience: ['members'],
  data: z.object({ institutionId: id, name, countryCode, zone, state: institutionState }),
  example: { ...example, name: 'Provincial People’s Hospital', zone: 'Asia/Shanghai' },
});

export const institution = z.object({ id, name, names, countryCode, zone, state: institutionState });

export const listCountries = query('alliance.country.list', {
  summary: 'All countries and areas of ISO 3166-1. Their names are the reader’s to make (Intl.DisplayNames).',
  path: '/countries',
  params: z.strictObject({ limit: z.coerce.number().int().min(1).max(250).default(250), iterator: z.string().max(200).optional() }),
  output: z.object({ alpha2: z.string(), alpha3: z.string(), numeric: z.string() }),
  list: true,
});

export const listInstitutions = query('alliance.institution.list', {
  summary: 'The institutions of the alliance by name, those of one country if it is named.',
  path: '/institutions',
  params: z.strictObject({ ...listing, countryCode: countryCode.optional(), state: institutionState.optional() }),
  output: institution,
  list: true,
});

export const readInstitution = query('alliance.institution.read', {
  summary: 'One institution.',
  path: '/institutions/{institutionId}',
  params: z.strictObject({ institutionId: id }),
  output: institution,
});
