import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import './refusals.js';
import { bodyKind, bodyRules, id, instant, listing, majorityRule, name, office, quorumRule } from './words.js';

const someBody = '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b';
const somePerson = '0198a2b4-7c1e-7d3a-9f00-aaaaaaaaaaaa';

export const establishBody = command('alliance.body.establish', {
  summary: 'The administrator founds a council or a committee, with its quorum and its usual majority.',
  input: z.strictObject({ name, kind: bodyKind, rules: bodyRules }),
  output: z.object({ bodyId: id }),
});

export const changeRules = command('alliance.body.change_rules', {
  summary: 'The administrator gives a body other rules. Meetings that were convened keep the rules of their day.',
  input: z.strictObject({ bodyId: id, rules: bodyRules, rulesVersion: z.int().min(1).describe('the version that the new rules replace') }),
  output: z.object({ rulesVersion: z.int() }),
  errors: ['rules_version_stale'],
});

export const appointOfficer = command('alliance.office.appoint', {
  summary: 'The administrator appoints a chair, a secretary or an interpreter of a body.',
  input: z.strictObject({ bodyId: id, personId: id, office }),
  output: z.object({}),
  errors: ['office_held'],
});

export const dismissOfficer = command('alliance.office.dismiss', {
  summary: 'The administrator ends an office.',
  input: z.strictObject({ bodyId: id, personId: id, office }),
  output: z.object({}),
});

export const bodyChanged = event('alliance.body.changed.v1', {
  summary: 'A body was founded or its rules were changed; this is how it stands now.',
  stream: 'body', audience: ['members'],
  data: z.object({ bodyId: id, name, kind: bodyKind, rulesVersion: z.int(), quorum: quorumRule, majority: majorityRule }),
  example: {
    bodyId: someBody, name: 'Council', kind: 'council', rulesVersion: 1,
    quorum: { of: 'seats', atLeast: { numerator: 1, denominator: 2 }, strict: true },
    majority: { threshold: { numerator: 1, denominator: 2 }, strict: true, base: 'valid', unit: 'weights', tie: 'fails' },
  },
});

export const officeChanged = event('alliance.office.changed.v1', {
  summary: 'A person took up an office of a body (`held`) or left it.',
  stream: 'body', audience: ['members'],
  data: z.object({ bodyId: id, personId: id, office, held: z.boolean() }),
  example: { bodyId: someBody, personId: somePerson, office: 'chair', held: true },
});

const officer = z.object({ personId: id, office, from: instant });

export const listBodies = query('alliance.body.list', {
  summary: 'The bodies of the alliance by name.',
  path: '/bodies',
  params: z.strictObject(listing),
  output: z.object({ id, name, kind: bodyKind, rulesVersion: z.int() }),
  list: true,
});

export const readBody = query('alliance.body.read', {
  summary: 'One body: its rules and who holds its offices today.',
  path: '/bodies/{bodyId}',
  params: z.strictObject({ bodyId: id }),
  output: z.object({ id, name, kind: bodyKind, rulesVersion: z.int(), rules: bodyRules, officers: z.array(officer) }),
});
