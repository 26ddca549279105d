import { z } from 'zod';
import { hubLanguages } from '../catalogue/languages.js';
import { reportFormats } from '../catalogue/reports.js';

export const format = z.enum(reportFormats);
/** What to do about times at which nobody could make the report: leave them out, make the latest, or make each that is no older than so many hours. */
export const missedRuns = z.discriminatedUnion('policy', [
  z.strictObject({ policy: z.literal('skip') }),
  z.strictObject({ policy: z.literal('once') }),
  z.strictObject({ policy: z.literal('all'), withinHours: z.int().min(1).max(168) }),
]);
export const runState = z.enum(['due', 'running', 'made', 'empty', 'failed', 'skipped']);
/** Languages that reports are written in. */
export const reportLanguage = z.enum(hubLanguages);
