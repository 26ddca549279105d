import { z } from 'zod';
import './credential-refusals.js';
import { command, event, job, query } from '../catalogue/declare.js';
import { countryCode, id, instant, listing, localDay, ofCorridor, reason, sample } from './words.js';
import { readable } from '../readable.js';

export const profession = z.enum(['physician', 'surgeon', 'anaesthetist', 'nurse', 'midwife', 'paramedic', 'pharmacist', 'laboratory', 'radiographer', 'dentist', 'psychologist', 'physiotherapist', 'other']);
export const credentialState = z.enum(['pending', 'verified', 'refused', 'revoked']);
const facts = { personId: id, profession, hostCountry: countryCode, validFrom: localDay, validUntil: localDay };
const issued = { issuer: readable(200), issuerCountry: countryCode };
const licenceNumber = readable(100);

export const enterCredential = command('corridor.credential.enter', {
  summary: 'A coordinator enters the licence of a visiting clinician for one host country; the authority there verifies it. The number is sealed.',
  input: z.strictObject({ ...ofCorridor, institutionId: id, ...facts, ...issued, licenceNumber }).refine((c) => c.validFrom <= c.validUntil, { path: ['validUntil'], message: 'not before validFrom' }),
  output: z.object({ credentialId: id }), errors: ['corridor_closed', 'not_a_member', 'credential_known', 'credential_run_out'],
});
const decision = z.strictObject({ credentialId: id, reason: reason.optional() });
const outcome = z.object({ credentialId: id, state: credentialState, version: z.int() });
export const verifyCredential = command('corridor.credential.verify', {
  summary: 'The authority of the host country accepts the licence: the person may work there within its days.', input: decision, output: outcome, errors: ['credential_state', 'credential_run_out'],
});
export const refuseCredential = command('corridor.credential.refuse', {
  summary: 'The authority of the host country does not accept the licence.', input: decision, output: outcome, errors: ['credential_state'],
});
export const revokeCredential = command('corridor.credential.revoke', {
  summary: 'The authority of the host country, or the employer, takes an accepted licence back.', input: decision, output: outcome, errors: ['credential_state'],
});
export const revealLicence = command('corridor.licence.reveal', {
  summary: 'The number of a licence, for the employer and the authority of the host country. Each reading is noted in the audit trail.',
  input: z.strictObject({ credentialId: id }), output: z.object({ licenceNumber: z.string() }), once: true,
});

export const credentialChanged = event('corridor.credential.changed.v1', {
  summary: 'A clinician’s licence for a host country was entered, accepted, refused or taken back.', stream: 'corridor', audience: ['administrators'], dataClass: 'personal',
  data: z.object({ credentialId: id, institutionId: id, ...facts, countryCode, state: credentialState, version: z.int() }),
  example: {
    credentialId: sample.other, institutionId: sample.operator, personId: sample.person, profession: 'surgeon', hostCountry: 'CN', countryCode: 'CN', validFrom: '2026-01-01', validUntil: '2027-12-31', state: 'verified', version: 2,
  },
});

export const credentialView = z.object({
  id, ...ofCorridor, institutionId: id, ...facts, ...issued, state: credentialState, version: z.int(),
  /** The last day is over where the host is. */
  runOut: z.boolean(), reason: z.string().nullable(), decidedAt: instant.nullable(),
});
export const listCredentials = query('corridor.credential.list', {
  summary: 'Licences of visiting clinicians, newest first: those shared with the caller, those of the caller’s host country, and the caller’s own.', path: '/corridors/{corridorId}/credentials', list: true,
  params: z.strictObject({ ...ofCorridor, ...listing, hostCountry: countryCode.optional(), state: credentialState.optional(), personId: id.optional() }), output: credentialView,
});
export const readCredential = query('corridor.credential.read', {
  summary: 'One licence, without its number.', path: '/credentials/{credentialId}', params: z.strictObject({ credentialId: id }), output: credentialView,
});
export const listLicensed = query('corridor.licence.list', {
  summary: 'Who may work in a country at a time (left out: now): accepted licences whose days have begun and not ended there.', path: '/corridors/{corridorId}/licensed/{hostCountry}', list: true,
  params: z.strictObject({ ...ofCorridor, ...listing, hostCountry: countryCode, at: instant.optional() }),
  output: z.object({ credentialId: id, institutionId: id, personId: id, profession, validUntil: localDay }),
});

/** Days before the last one at which a licence that ends is told, once each. */
export const noticeDays = [90, 30, 7, 0] as const;
/** Tells that a licence ends. One whose version moved on does nothing. */
export const remindCredential = job('corridor.credential.remind', {
  summary: 'A licence ends in so many days.', data: z.strictObject({ credentialId: id, days: z.int(), version: z.int() }),
});
