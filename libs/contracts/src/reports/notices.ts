import { z } from 'zod';
import { notice } from '../catalogue/notices.js';

const facts = z.object({ title: z.string(), nominalAt: z.iso.datetime(), formats: z.string() });

export const reportReady = notice('reports.report_ready', {
  summary: 'A scheduled report was made for this person.', category: 'report', channels: ['inbox', 'mail'], facts,
  example: { title: 'Attendance, 24 November', nominalAt: '2026-11-24T03:00:00.000Z', formats: 'PDF, CSV' },
});
export const reportFailed = notice('reports.report_failed', {
  summary: 'A scheduled report of one’s own could not be made.', category: 'report', channels: ['inbox', 'mail'], facts: facts.omit({ formats: true }),
  example: { title: 'Attendance, 24 November', nominalAt: '2026-11-24T03:00:00.000Z' },
});
