import { z } from 'zod';
import { command, event, job, query } from '../catalogue/declare.js';
import './alert-refusals.js';
import {
  alertCategory, alertCertainty as certainty, alertKind, alertSeverity as severity, alertStanding, alertState, alertStep, alertUrgency as urgency, messageType, responseType, standingExample,
} from './alert-words.js';
import { id, instant, listing, ofCorridor, reason, sample } from './words.js';
import { readable } from '../readable.js';

const ofAlert = { alertId: id };
const note = readable(2000);
const words = {
  headline: readable(160), description: readable(4000).optional(),
  category: alertCategory.default('health'), responseType: responseType.optional(),
  /** When the alert is over by itself. */
  expiresAt: instant.optional(),
};

export const raiseAlert = command('corridor.alert.raise', {
  summary: 'Somebody who acts for an organisation raises an alert for it by hand. What they write is read by those with whom the organisation shares alerts, and stands in no event.',
  input: z.strictObject({
    ...ofCorridor, institutionId: id, unitId: id.optional(), deploymentId: id.optional(), centreId: id.optional(), severity, urgency: urgency.default('immediate'), certainty: certainty.default('observed'),
    ...words, observedAt: instant.optional(),
    /** A drill: it goes the same way, and every message and event says so. */
    exercise: z.boolean().default(false),
  }),
  output: z.object(ofAlert), errors: ['corridor_closed', 'institution_unknown', 'not_a_member', 'alert_time'],
});
export const acknowledgeAlert = command('corridor.alert.acknowledge', {
  summary: 'Says that somebody has heard: nobody further is woken.', input: z.strictObject({ ...ofAlert, note: note.optional() }), output: z.object({}), errors: ['alert_state'],
});
export const assignAlert = command('corridor.alert.assign', {
  summary: 'Gives the alert to somebody who sees to it. They are told.', input: z.strictObject({ ...ofAlert, personId: id, note: note.optional() }), output: z.object({}), errors: ['alert_state', 'not_taking_part'],
});
export const resolveAlert = command('corridor.alert.resolve', {
  summary: 'Says that what was wrong is put right.', input: z.strictObject({ ...ofAlert, note: note.optional() }), output: z.object({}), errors: ['alert_state'],
});
export const closeAlert = command('corridor.alert.close', {
  summary: 'Closes a resolved alert for good; the hub does so after a day.', input: z.strictObject({ ...ofAlert, note: note.optional() }), output: z.object({}), errors: ['alert_state'],
});
export const supersedeAlert = command('corridor.alert.supersede', {
  summary: 'Ends an alert by another CAP message: an update takes its place and wakes people anew, a cancellation takes it back, an error says that it should never have been.',
  input: z.discriminatedUnion('messageType', [
    z.strictObject({ ...ofAlert, messageType: z.literal('update'), reason, severity: severity.optional(), urgency: urgency.optional(), certainty: certainty.optional(), ...words, headline: words.headline.optional(), category: alertCategory.optional() }),
    z.strictObject({ ...ofAlert, messageType: z.enum(['cancel', 'error']), reason }),
  ]),
  output: z.object({
    /** The alert that takes its place; null where none does. */
    alertId: id.nullable(),
  }),
  errors: ['alert_state', 'alert_time'],
});
export const silenceAlert = command('corridor.alert.silence', {
  summary: 'Nobody is woken for this alert until then, a day at the most. If nobody has acknowledged it by then, people are woken again.',
  input: z.strictObject({ ...ofAlert, until: instant, reason }), output: z.object({}), errors: ['alert_state', 'alert_time'],
});
export const annotateAlert = command('corridor.alert.annotate', {
  summary: 'Adds a note to the history of an alert, whatever its state.', input: z.strictObject({ ...ofAlert, note }), output: z.object({}),
});

export const alertChanged = event('corridor.alert.changed.v1', {
  summary: 'An alert was raised, or a step was taken with it; this is how it stands now. Seen by those with whom its owner shares alerts.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ ...alertStanding.shape, step: alertStep, byPersonId: id.nullable() }),
  example: { ...standingExample, step: 'notified', byPersonId: null },
});
export const alertNotified = event('corridor.alert.notified.v1', {
  summary: 'These people are woken for an alert. The event is the notice: channels deliver it, and none may take an exercise for real.', stream: 'corridor', audience: ['administrators'],
  data: z.object({
    ...alertStanding.shape,
    why: z.enum(['raised', 'escalated', 'reminded', 'worsened', 'silence_over']),
    /** Who is on call up to this level at this instant; nobody by name when `fallback` is `organisation`. */
    personIds: z.array(id),
    /** Levels of the roster up to this one on which nobody is on call now: they were passed by. */
    holes: z.array(z.int().min(1)),
    /** Whom the notice fell to where the roster has nobody: those who hold a coordinator’s post, or everybody who acts for the organisation. */
    fallback: z.enum(['none', 'coordinators', 'organisation']),
  }),
  example: { ...standingExample, why: 'raised', personIds: [sample.person], holes: [], fallback: 'none' },
});

export const alertGoesOn = job('corridor.alert.go_on', {
  summary: 'The time of an alert is up: the next level is woken, a silence ends, something past is closed. Does nothing when the alert has another version by now.',
  data: z.strictObject({ alertId: id, version: z.int().min(1) }),
});

/** One CAP message that was sent about an alert. */
const message = z.object({ identifier: z.string(), messageType: messageType.exclude(['ack']), at: instant });
export const alertView = z.object({
  ...alertStanding.shape, corridorId: id, headline: z.string().nullable(), responseType: responseType.nullable(),
  changedAt: instant, notifiedAt: instant.nullable(), acknowledgedAt: instant.nullable(), resolvedAt: instant.nullable(), endedAt: instant.nullable(), expiresAt: instant.nullable(),
  /** In order; the last one says how it stands. */
  messages: z.array(message),
  /** The messages before that one, those of the alert that this one updates first. */
  references: z.array(message),
});
const seconds = z.int().min(0).nullable();

export const listAlerts = query('corridor.alert.list', {
  summary: 'The alerts of a corridor that are shared with the caller, the latest first.', path: '/corridors/{corridorId}/alerts', list: true,
  params: z.strictObject({
    ...ofCorridor, ...listing,
    /** One state, or `open` for all in which something is wrong and not yet put right. */
    state: z.enum(['open', ...alertState.options]).optional(),
    severity: severity.optional(), kind: alertKind.optional(), exercise: z.stringbool().optional(), institutionId: id.optional(),
  }),
  output: alertView,
});
export const readAlert = query('corridor.alert.read', {
  summary: 'One alert with what people wrote, every step, and how long they took.', path: '/alerts/{alertId}', params: z.strictObject(ofAlert),
  output: z.object({
    ...alertView.shape, description: z.string().nullable(),
    steps: z.array(z.object({
      number: z.int().min(1), step: alertStep, state: alertState, at: instant, personId: id.nullable(), messageType: messageType.nullable(), level: z.int(), personIds: z.array(id),
      holes: z.array(z.int()), fallback: z.enum(['none', 'coordinators', 'organisation']), until: instant.nullable(), note: z.string().nullable(),
    })),
    /** Seconds from its raising. */
    response: z.object({ toNotified: seconds, toAcknowledged: seconds, toResolved: seconds }),
  }),
});
