import { z } from 'zod';
import { notice } from '../catalogue/notices.js';
import { acknowledgeAlert } from './alert.js';
import { alertKind, alertSeverity } from './alert-words.js';
import { deploymentState } from './deployment.js';
import { countryCode, instant, localDay, sample } from './words.js';

const title = z.string();
const corridorTitle = { corridor: title };
const corridorExample = { corridor: 'Karakoram corridor' };
const count = z.int().min(0);

const alertFacts = z.object({
  ...corridorTitle,
  /** The unit, centre or organisation that it is about. */
  subject: title,
  kind: alertKind, severity: alertSeverity,
  why: z.enum(['raised', 'escalated', 'reminded', 'worsened', 'silence_over']),
  /** A drill: the words say so before anything else. */
  exercise: z.boolean(),
  observedAt: instant,
});
const alertExample = { ...corridorExample, subject: 'Mobile hospital 1', kind: 'unit_silent', severity: 'moderate', why: 'raised', exercise: false, observedAt: sample.at } as const;

/** Whoever is woken says so to the alert itself: nobody further is. */
const acknowledged = { command: acknowledgeAlert.name, field: 'alertId' };

/** Severities (CAP) of alerts that pass preferences and quiet hours. */
export const criticalSeverities: readonly z.output<typeof alertSeverity>[] = ['extreme', 'severe'];

export const alertCriticalNotice = notice('corridor.alert_critical', {
  summary: 'An alert whose severity is severe or extreme wakes whoever is on call.', category: 'alert', critical: true, channels: ['inbox', 'mail', 'push', 'sms', 'chat'],
  facts: alertFacts, answer: acknowledged, example: { ...alertExample, severity: 'severe' },
});
export const alertNotice = notice('corridor.alert', {
  summary: 'An alert of lesser severity is told to whoever is on call.', category: 'alert', channels: ['inbox', 'mail', 'push', 'chat'], facts: alertFacts, answer: acknowledged, example: alertExample,
});
export const alertResolvedNotice = notice('corridor.alert_resolved', {
  summary: 'What an alert was about is put right; told to those who were woken for it.', category: 'alert', channels: ['inbox', 'push'],
  facts: alertFacts.omit({ why: true, severity: true, observedAt: true }).extend({ resolvedAt: instant }),
  example: { ...corridorExample, subject: 'Mobile hospital 1', kind: 'unit_silent', exercise: false, resolvedAt: sample.later },
});
export const boardStaleNotice = notice('corridor.board_stale', {
  summary: 'Nobody has reported the board of a unit or centre for too long.', category: 'board', channels: ['inbox', 'mail'], digestMinutes: 30, facts: alertFacts, answer: acknowledged, example: { ...alertExample, kind: 'board_stale', severity: 'minor' },
});
export const reportMissingNotice = notice('corridor.report_missing', {
  summary: 'The daily report of a deployment has not come.', category: 'report', channels: ['inbox', 'mail', 'push'], digestMinutes: 30, facts: alertFacts, answer: acknowledged, example: { ...alertExample, kind: 'report_missing' },
});
export const stockNotice = notice('corridor.stock', {
  summary: 'Stock or oxygen runs low, runs out before supply comes, or is about to expire.', category: 'stock', channels: ['inbox', 'mail', 'push'], digestMinutes: 30, facts: alertFacts, answer: acknowledged, example: { ...alertExample, kind: 'stock_low' },
});
export const credentialNotice = notice('corridor.credential', {
  summary: 'A licence for a host country ends in 90, 30, 7 or 0 days; told to those who see to it.', category: 'credential', channels: ['inbox', 'mail'], facts: alertFacts, answer: acknowledged,
  example: { ...alertExample, subject: 'Lahore Relief', kind: 'credential_expiring' },
});
export const ownCredentialNotice = notice('corridor.own_credential', {
  summary: 'The licence of whoever is told ends in 90, 30, 7 or 0 days.', category: 'credential', channels: ['inbox', 'mail', 'push'],
  facts: z.object({ ...corridorTitle, hostCountry: countryCode, validUntil: localDay, count }), example: { ...corridorExample, hostCountry: 'CN', validUntil: '2027-12-31', count: 30 },
});
export const credentialDecidedNotice = notice('corridor.credential_decided', {
  summary: 'The licence of whoever is told was accepted, refused or taken back.', category: 'credential', channels: ['inbox', 'mail'],
  facts: z.object({ ...corridorTitle, hostCountry: countryCode, state: z.enum(['verified', 'refused', 'revoked']) }), example: { ...corridorExample, hostCountry: 'CN', state: 'verified' },
});
export const coldChainNotice = notice('corridor.cold_chain_broken', {
  summary: 'A shipment was out of its range of temperature; told to those who receive or carry it. Its sender has an alert.', category: 'stock', channels: ['inbox', 'mail', 'push'],
  facts: z.object({ ...corridorTitle, sender: title, since: instant, celsius: z.number(), lowCelsius: z.number(), highCelsius: z.number() }),
  example: { ...corridorExample, sender: 'Lahore Relief', since: sample.at, celsius: 11.5, lowCelsius: 2, highCelsius: 8 },
});

const deployed = { ...corridorTitle, unit: title, operator: title, site: title, countryCode };
const deployedExample = { ...corridorExample, unit: 'Mobile hospital 1', operator: 'Lahore Relief', site: 'Tashkurgan field', countryCode: 'CN' };
export const deploymentRequestedNotice = notice('corridor.deployment_requested', {
  summary: 'An operator asks the host authority to accept and task a unit; told to those who decide.', category: 'deployment', channels: ['inbox', 'mail', 'push'], facts: z.object(deployed), example: deployedExample,
});
export const deploymentMovedNotice = notice('corridor.deployment_moved', {
  summary: 'A deployment took a step; told to the other party, and to both when it ends.', category: 'deployment', channels: ['inbox', 'mail'], facts: z.object({ ...deployed, state: deploymentState }),
  example: { ...deployedExample, state: 'accepted' },
});
export const deploymentEvacuatedNotice = notice('corridor.deployment_evacuated', {
  summary: 'A unit leaves its site at once because it is not safe there.', category: 'deployment', critical: true, channels: ['inbox', 'mail', 'push', 'sms', 'chat'], facts: z.object(deployed), example: deployedExample,
});

const asked = { ...corridorTitle, asker: title, needKind: z.enum(['beds', 'staff', 'stock', 'unit']), amount: z.number() };
const askedExample = { ...corridorExample, asker: 'Kashgar Health Authority', needKind: 'beds', amount: 4 } as const;
export const capacityRequestedNotice = notice('corridor.capacity_requested', {
  summary: 'An organisation of the corridor asks the others for capacity; told to their coordinators.', category: 'deployment', channels: ['inbox', 'mail', 'push'],
  facts: z.object({ ...asked, urgency: z.enum(['routine', 'urgent', 'asap', 'stat']), until: instant }), example: { ...askedExample, urgency: 'urgent', until: sample.later },
});
export const capacityOfferedNotice = notice('corridor.capacity_offered', {
  summary: 'Another organisation offers what was asked for; told to those who decide for the asker.', category: 'deployment', channels: ['inbox', 'mail', 'push'],
  facts: z.object({ ...asked, bidder: title }), example: { ...askedExample, bidder: 'Lahore Relief' },
});
export const offerAnsweredNotice = notice('corridor.offer_answered', {
  summary: 'An offer was accepted, declined, withdrawn or is needed no more; told to the party that did not do so.', category: 'deployment', channels: ['inbox', 'mail'],
  facts: z.object({ ...asked, bidder: title, state: z.enum(['accepted', 'declined', 'withdrawn', 'lapsed']) }), example: { ...askedExample, bidder: 'Lahore Relief', state: 'accepted' },
});

const handedOver = { ...corridorTitle, unit: title };
const handoverExample = { ...corridorExample, unit: 'Mobile hospital 1' };
export const handoverWaitingNotice = notice('corridor.handover_waiting', {
  summary: 'A handover waits to be read back by whoever is told.', category: 'deployment', channels: ['inbox', 'push', 'sms'], facts: z.object({ ...handedOver, count }), example: { ...handoverExample, count: 3 },
});
export const handoverAnsweredNotice = notice('corridor.handover_answered', {
  summary: 'What whoever is told has written for the next shift was read back, returned or accepted.', category: 'deployment', channels: ['inbox', 'push'],
  facts: z.object({ ...handedOver, state: z.enum(['read_back', 'returned', 'accepted']) }), example: { ...handoverExample, state: 'accepted' },
});
