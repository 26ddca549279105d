import { z } from 'zod';
import { listing } from '../alliance/words.js';
import { command, event, job, query } from '../catalogue/declare.js';
import { id } from '../id.js';
import { instant } from '../time.js';
import { sampleSchedule } from './schedule.js';
import { format, runState } from './words.js';

/** Why there is a run: its time had come, somebody asked for one now, or for an earlier one again. */
export const runReason = z.enum(['schedule', 'now', 'again']);
/** Which events a run is made of again: exactly those of before, or all that have come since too. */
export const rerunOver = z.enum(['same', 'latest']);

export const startRun = command('reports.run.start', {
  summary: 'Makes the report now: the nominal time is the present one. The same command id makes it once.',
  input: z.strictObject({ scheduleId: id }), output: z.object({ runId: id, nominalAt: instant }), errors: ['schedule_state'],
});
export const repeatRun = command('reports.run.repeat', {
  summary: 'Makes the report of a run again: over the same events, byte for byte the same CSV, or over the latest, with a list of what has changed since.',
  input: z.strictObject({ runId: id, over: rerunOver.default('same') }), output: z.object({ runId: id }), errors: ['run_not_ended', 'schedule_state'],
});

/** Makes what a run is to make. */
export const makeRun = job('reports.run.make', { summary: 'The report of a run is to be made.', data: z.strictObject({ runId: id }) });

const file = z.object({ format, name: z.string(), bytes: z.int(), sha256: z.string() });
const runFacts = z.object({
  id, scheduleId: id, name: z.string(), kind: z.string(), reason: runReason, nominalAt: instant, zone: z.string(), window: z.object({ from: instant, to: instant }).nullable(),
  state: runState, plannedAt: instant, startedAt: instant.nullable(), endedAt: instant.nullable(),
  error: z.string().nullable().describe('why it failed or was skipped, as one plain sentence'),
  again: id.nullable().describe('the run whose report it is again'), filesGoneAt: instant.nullable(),
});

export const listRuns = query('reports.run.list', {
  summary: 'The runs of a schedule, the latest nominal time first; people who are not its owner see those that were made for them.',
  path: '/report-schedules/{scheduleId}/runs', list: true, params: z.strictObject({ scheduleId: id, ...listing, state: runState.optional() }), output: runFacts,
});
export const readRun = query('reports.run.read', {
  summary: 'A run, and the files of it that were made for the caller, at `/api/v1/reports/runs/{runId}/files/{format}`. Its owner learns how many got it.',
  path: '/report-runs/{runId}', params: z.strictObject({ runId: id }),
  output: runFacts.extend({
    range: z.object({ after: z.string(), upTo: z.string(), events: z.int(), digest: z.string() }).nullable().describe('of the caller’s own document'),
    corrections: z.array(z.string()), files: z.array(file), readers: z.int().nullable(),
  }),
});

/** A run has come to its end, whatever that was; readers fetch what was made for them. */
export const runEnded = event('reports.run.ended.v1', {
  summary: 'A run of a scheduled report was made, was empty, failed or was skipped.', stream: 'report', audience: ['owner', 'administrator', 'reader'],
  data: z.object({ scheduleId: id, runId: id, nominalAt: instant, state: z.enum(['made', 'empty', 'failed', 'skipped']) }),
  example: { scheduleId: sampleSchedule, runId: '0198a2b4-7c1e-7d3a-9f00-0a11a5700000', nominalAt: '2026-11-24T03:00:00.000Z', state: 'made' },
});
