import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import './refusals.js';
import { language, listing, zone } from '../alliance/words.js';
import { email, globalRole, id, instant, none, personName, personState } from './words.js';

const someone = '0198a2b4-7c1e-7d3a-9f00-aaaaaaaaaaaa';
const person = z.strictObject({ personId: id });

export const invitePerson = command('identity.person.invite', {
  summary: 'The administrator enters a person and makes a one-time invitation, to be handed over as the link `/invitation#<token>`. Who was invited before and has not come gets a newer one: what is said now is corrected or added, what is left out stays.',
  input: z.strictObject({
    name: personName, latinName: personName.optional(), email, /** Left out: `en` and `UTC`, until the person says otherwise. */
    language: language.optional(), zone: zone.optional(),
    institutionId: id.optional(), roles: z.array(globalRole).max(3).default([]),
  }),
  output: z.object({ personId: id, invitationId: id, token: z.string(), expiresAt: instant }),
  once: true,
  errors: ['person_known', 'person_suspended', 'session_needed'],
});

export const resetPassword = command('identity.password.reset', {
  summary: 'The administrator lets somebody who forgot the password choose another: a one-time token for a day, to be handed over as the link `/invitation#<token>`.',
  input: person, output: z.object({ invitationId: id, token: z.string(), expiresAt: instant }),
  once: true,
  errors: ['person_suspended', 'session_needed'],
});

export const withdrawInvitation = command('identity.invitation.withdraw', {
  summary: 'The administrator makes an open invitation worthless.',
  input: z.strictObject({ invitationId: id }), output: none,
  errors: ['invitation_closed'],
});

export const suspendPerson = command('identity.person.suspend', {
  summary: 'The administrator shuts a person out: all sessions end, keys stop working, sockets close.',
  input: person, output: none,
  errors: ['last_administrator'],
});

export const restorePerson = command('identity.person.restore', {
  summary: 'The administrator lets a suspended person in again.',
  input: person, output: none,
});

export const grantRole = command('identity.role.grant', {
  summary: 'The administrator gives a role that holds in the whole hub.',
  input: z.strictObject({ personId: id, role: globalRole }), output: none,
  errors: ['session_needed'],
});

export const revokeRole = command('identity.role.revoke', {
  summary: 'The administrator takes a role back. The last active administrator keeps theirs.',
  input: z.strictObject({ personId: id, role: globalRole }), output: none,
  errors: ['last_administrator'],
});

export const beginAffiliation = command('identity.affiliation.begin', {
  summary: 'The administrator notes that a person belongs to an institution from now on.',
  input: z.strictObject({ personId: id, institutionId: id }), output: none,
  errors: ['affiliation_held'],
});

export const endAffiliation = command('identity.affiliation.end', {
  summary: 'The administrator notes that a person has left an institution.',
  input: z.strictObject({ personId: id, institutionId: id }), output: none,
});

export const changeProfile = command('identity.profile.change', {
  summary: 'One’s own name, language and time zone.',
  input: z.strictObject({ name: personName.optional(), latinName: personName.nullable().optional(), language: language.optional(), zone: zone.optional() }),
  output: none,
});

export const personChanged = event('identity.person.changed.v1', {
  summary: 'A person was entered, restored, suspended, or has changed their profile. Names are read by id.',
  stream: 'person', audience: ['self'],
  data: z.object({ personId: id, state: personState }),
  example: { personId: someone, state: 'active' },
});

export const roleChanged = event('identity.role.changed.v1', {
  summary: 'A role that holds in the whole hub was given (`held`) or taken back.',
  stream: 'person', audience: ['self'],
  data: z.object({ personId: id, role: globalRole, held: z.boolean() }),
  example: { personId: someone, role: 'coordinator', held: true },
});

export const affiliationChanged = event('identity.affiliation.changed.v1', {
  summary: 'A person came to an institution (`held`) or left it.',
  stream: 'person', audience: ['self'],
  data: z.object({ personId: id, institutionId: id, held: z.boolean() }),
  example: { personId: someone, institutionId: '0198a2b4-7c1e-7d3a-9f00-bbbbbbbbbbbb', held: true },
});

/** What everybody signed in may know of a person, so that names can be shown; the rest only themselves and administrators. */
const known = {
  id, name: personName, latinName: personName.nullable(), language: z.string(), institutionIds: z.array(id), state: personState,
};
const guarded = { email: z.string().optional(), zone: z.string().optional(), roles: z.array(globalRole).optional() };

export const readMe = query('identity.me.read', {
  summary: 'Who I am here: profile, roles, institutions, and what the credential in use may do.',
  path: '/me', params: z.strictObject({}),
  output: z.object({ ...known, email: z.string(), zone: z.string(), roles: z.array(globalRole), scopes: z.array(z.string()).nullable(), credential: z.string().nullable() }),
});

export const listPeople = query('identity.person.list', {
  summary: 'People by id (`ids`, up to 100, separated by commas) or page by page. E-mail addresses only for administrators.',
  path: '/people',
  params: z.strictObject({ ...listing, ids: z.string().max(3_700).transform((text) => text.split(',')).pipe(z.array(id).min(1).max(100)).optional() }),
  output: z.object({ ...known, ...guarded }),
  list: true,
});

export const readPerson = query('identity.person.read', {
  summary: 'One person. E-mail address, zone and roles only for themselves and administrators.',
  path: '/people/{personId}', params: person,
  output: z.object({ ...known, ...guarded }),
});

export const listInvitations = query('identity.invitation.list', {
  summary: 'Invitations that are open, newest first; administrators only.',
  path: '/invitations', params: z.strictObject(listing),
  output: z.object({ id, personId: id, createdAt: instant, expiresAt: instant }),
  list: true,
});
