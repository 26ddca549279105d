import { z } from 'zod';
import { event } from '../catalogue/declare.js';
import { alertStanding, alertStep, standingExample } from './alert-words.js';
import { id, sample } from './words.js';

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
    /** Whom the notice fell to where the whole roster is empty: those who hold a coordinator’s post, or everybody who acts for the organisation. */
    fallback: z.enum(['none', 'coordinators', 'organisation']),
  }),
  example: { ...standingExample, why: 'raised', personIds: [sample.person], holes: [], fallback: 'none' },
});
