import { z } from 'zod';
import { listing } from '../alliance/words.js';
import { command, job, query } from '../catalogue/declare.js';
import { reportFormats } from '../catalogue/reports.js';
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

/** What the link of a letter is asked with, and what it opens, at `POST /api/v1/report-links/show` and `/fetch`. For people the link is `/report#<token>`. */
export const showLink = z.strictObject({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is the part of the link after the #, whole') });
export const fetchLinked = showLink.extend({ format: z.enum(reportFormats) });
export const linkedReport = z.object({ subject: z.string(), madeAt: instant, endsAt: instant, files: z.array(z.object({ format: z.enum(reportFormats), name: z.string(), bytes: z.int() })) });

/** Sends a link to an address outside of the hub. */
export const sendLink = job('reports.link.send', { summary: 'The link to a report is to be sent to an address outside of the hub.', data: z.strictObject({ linkId: id }) });
