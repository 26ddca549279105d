import { z } from 'zod';
import { listing } from '../alliance/words.js';
import { command, job, query } from '../catalogue/declare.js';
import { id } from '../id.js';
import { instant } from '../time.js';
import { outsideGrant } from './recipient.js';
import './schedule-refusals.js';

const ofSchedule = { scheduleId: id };

export const listLinks = query('reports.link.list', {
  summary: 'The links to a report that were made for addresses outside of the hub, the newest first, with how often each was followed.',
  path: '/report-schedules/{scheduleId}/links', list: true, params: z.strictObject({ ...ofSchedule, ...listing }),
  output: z.object({
    id, runId: id, email: z.string(), grant: outsideGrant, state: z.enum(['open', 'revoked', 'over']), createdAt: instant, endsAt: instant, sentAt: instant.nullable(),
    follows: z.int(), lastFollowedAt: instant.nullable(),
  }),
});
export const revokeLink = command('reports.link.revoke', {
  summary: 'Ends a link at once.', input: z.strictObject({ ...ofSchedule, linkId: id }), output: z.object({}), errors: ['link_unknown', 'link_ended'],
});

/** Sends a link to an address outside of the hub. */
export const sendLink = job('reports.link.send', { summary: 'The link to a report is to be sent to an address outside of the hub.', data: z.strictObject({ linkId: id }) });
