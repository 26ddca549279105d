import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { countryCode, id, instant, listing, memberRole, ofCorridor, post, sample } from './words.js';

const membership = { ...ofCorridor, institutionId: id, role: memberRole };
const posting = { ...ofCorridor, institutionId: id, personId: id, post };

export const admitMember = command('corridor.member.admit', {
  summary: 'The lead or an administrator admits an organisation in a role; it may hold several.',
  input: z.strictObject(membership), output: z.object({}), errors: ['corridor_closed', 'institution_unknown'],
});
export const dismissMember = command('corridor.member.dismiss', {
  summary: 'Ends a role of an organisation. The last lead stays; so does an operator with units, a host with deployments.',
  input: z.strictObject(membership), output: z.object({}), errors: ['not_a_member', 'member_needed'],
});
export const memberChanged = event('corridor.member.changed.v1', {
  summary: 'An organisation takes part in a role, or no longer.', stream: 'corridor', audience: ['members'],
  data: z.object({ ...membership, countryCode, held: z.boolean() }),
  example: { corridorId: sample.corridor, institutionId: sample.operator, role: 'operator', countryCode: 'PK', held: true },
});

export const assignPost = command('corridor.post.assign', {
  summary: 'Gives a person a post for an organisation of the corridor. A coordinator of the whole hub holds that post for their own organisations without being asked.',
  input: z.strictObject(posting), output: z.object({}), errors: ['not_a_member'],
});
export const relievePost = command('corridor.post.relieve', {
  summary: 'Ends a post. Sockets that depend on it are narrowed within a second.',
  input: z.strictObject(posting), output: z.object({}),
});
export const postChanged = event('corridor.post.changed.v1', {
  summary: 'A person holds a post, or no longer.', stream: 'corridor', audience: ['members'],
  data: z.object({ ...posting, held: z.boolean() }),
  example: { corridorId: sample.corridor, institutionId: sample.operator, personId: sample.person, post: 'field', held: true },
});

export const listMembers = query('corridor.member.list', {
  summary: 'The organisations of a corridor with their roles and the people who hold posts for them.', path: '/corridors/{corridorId}/members', list: true,
  params: z.strictObject({ ...ofCorridor, ...listing }),
  output: z.object({
    institutionId: id, name: z.string(), countryCode, zone: z.string(), roles: z.array(memberRole), since: instant,
    posts: z.array(z.object({ personId: id, post })),
  }),
});
