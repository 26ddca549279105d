import { z } from 'zod';
import { id, zone } from '../alliance/words.js';
import { command, event, query } from '../catalogue/declare.js';
import './preference-refusals.js';
import { category, outerChannel } from './words.js';

/** The action under which the audit trail has that a critical notice passed what its reader had settled; the message is its object. */
export const preferencePassed = 'notifications.preference.passed';
/** Preferences that one owner has at the most. */
export const preferencesOfOwner = 500;

const personId = '0198a2b4-7c1e-7d3a-9f00-000000000001';
const about = z.string().regex(/^(corridor|body|meeting):[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/, 'one thing is named as corridor:<id>, body:<id> or meeting:<id>');
/** What a preference is about; a part that is left out holds for all. */
const scope = { category: category.optional(), channel: outerChannel.optional() };
const saysOfWhat = { path: ['category'], message: 'a preference says of which category, channel or thing it is' };
const institution = { institutionId: id };

const settled = z.object({ category: category.nullable(), channel: outerChannel.nullable(), about: z.string().nullable(), wanted: z.boolean() });
const source = z.enum(['person', 'institution', 'hub']).describe('who settled what counts');

export const readPreferences = query('notifications.preference.read', {
  summary: 'What the reader has settled, and what counts for each kind of notice on each channel: by whom, and whether it passes all preferences because it is critical. With `about`: for notices about this one thing.',
  path: '/preferences', params: z.strictObject({ about: about.optional() }),
  output: z.object({
    zone: z.object({ zone: z.string(), from: z.enum(['device', 'person', 'institution', 'hub']) }),
    settled: z.array(settled),
    notices: z.array(z.object({
      notice: z.string(), category, critical: z.boolean(),
      channels: z.array(z.object({ channel: outerChannel, wanted: z.boolean(), from: source, by: settled.nullable().describe('the preference that decides; null: the notice goes there or not of itself') })),
    })),
  }),
});
export const setPreference = command('notifications.preference.set', {
  summary: 'Settles for oneself whether notices of a category, on a channel, about one thing, are wanted outside the inbox. The most specific preference counts.',
  input: z.strictObject({ ...scope, about: about.optional(), wanted: z.boolean() }).refine(({ category: of, channel, about: thing }) => (of ?? channel ?? thing) !== undefined, saysOfWhat),
  output: z.object({}), errors: ['too_many_preferences'],
});
export const clearPreference = command('notifications.preference.clear', {
  summary: 'Takes back what one has settled of exactly this category, channel and thing.',
  input: z.strictObject({ ...scope, about: about.optional() }), output: z.object({ cleared: z.boolean() }),
});

export const readInstitutionPreferences = query('notifications.institution_preference.read', {
  summary: 'What an institution has settled for its people, until they settle something themselves.',
  path: '/institutions/{institutionId}/preferences', params: z.strictObject(institution), output: z.object({ settled: z.array(settled) }),
});
export const setInstitutionPreference = command('notifications.institution_preference.set', {
  summary: 'A coordinator of the institution settles whether its people are told of a category or on a channel, until they settle something themselves.',
  input: z.strictObject({ ...institution, ...scope, wanted: z.boolean() }).refine(({ category: of, channel }) => (of ?? channel) !== undefined, saysOfWhat),
  output: z.object({}), errors: ['too_many_preferences'],
});
export const clearInstitutionPreference = command('notifications.institution_preference.clear', {
  summary: 'A coordinator of the institution takes back what it has settled of exactly this category and channel.',
  input: z.strictObject({ ...institution, ...scope }), output: z.object({ cleared: z.boolean() }),
});

export const sayZone = command('notifications.zone.say', {
  summary: 'The reader’s device says in which zone it is. It counts for 14 days before the zones of the profile and of the institution; null takes it back.',
  input: z.strictObject({ zone: zone.nullable() }), output: z.object({}),
});

export const preferencesChanged = event('notifications.preferences.changed.v1', {
  summary: 'A person settled how they want to be told; their other devices read it again. Only this person reads it.',
  stream: 'person', audience: ['self'], dataClass: 'personal',
  data: z.object({ personId: id, part: z.enum(['preference', 'quiet', 'digest', 'zone']) }),
  example: { personId, part: 'quiet' },
});
