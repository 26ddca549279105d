import { z } from 'zod';
import { listing, zone } from '../alliance/words.js';
import { command, event, query } from '../catalogue/declare.js';
import { reportKinds } from '../catalogue/reports.js';
import { parseCron } from './cron.js';
import { id } from '../id.js';
import { instant } from '../time.js';
import { recipients } from './recipient.js';
import './schedule-refusals.js';
import { format, missedRuns, reportLanguage } from './words.js';
import { readable } from '../readable.js';

export { parseCron, type Cron } from './cron.js';

export const scheduleState = z.enum(['active', 'paused', 'ended']);
const kind = z.string().max(80).refine((name) => reportKinds.get(name) !== undefined, 'there is no report of this kind: reports.kind.list names them');
/** Of the kind's own shape, judged beside the kind. */
const params = z.record(z.string(), z.any());
const name = readable(120);
/** Five fields: minute, hour, day of the month, month, day of the week. */
export const cron = z.string().trim().max(120).superRefine((text, context) => {
  try {
    parseCron(text);
  } catch (fault) {
    context.addIssue({ code: 'custom', message: (fault as Error).message });
  }
});
/** An ISO 8601 duration in whole years, months, weeks, days, hours or minutes that ends at the nominal time, by the clock on the wall. */
export const window = z.string().max(40).regex(/^P(?=[\dT])(\d{1,2}Y)?(\d{1,3}M)?(\d{1,3}W)?(\d{1,4}D)?(T(?=\d)(\d{1,4}H)?(\d{1,5}M)?)?$/, 'a window is an ISO 8601 duration, as P1D or PT12H');
/** What may stand in braces in a subject. */
export const subjectWords = ['name', 'date', 'time', 'from', 'to'] as const;
const subject = readable(160).refine((text) => /^[^\p{C}]*$/u.test(text), 'a subject is one line')
  .refine((text) => (text.replaceAll(new RegExp(`\\{(${subjectWords.join('|')})\\}`, 'g'), '').match(/[{}]/) ?? []).length === 0, `braces hold one of ${subjectWords.join(', ')}`);
const formats = z.array(format).min(1).max(4).refine((all) => new Set(all).size === all.length, 'each format once');
const keepDays = z.int().min(1).max(3_650);

/** What an owner settles of a schedule. */
const settled = {
  name, kind, params, cron, zone,
  window: window.nullable().describe('null: all of its subject'),
  formats, language: reportLanguage.nullable().describe('null: each reader’s own'),
  subject: subject.describe('{name}, {date}, {time} stand for the schedule’s name and the nominal time, {from} and {to} for the window'),
  skipIfEmpty: z.boolean(), missed: missedRuns, keepDays: keepDays.describe('days that files are kept; the line of a run stays'), recipients,
};
const optional = z.strictObject({
  name: name.optional(), params: params.optional(), cron: cron.optional(), zone: zone.optional(), window: window.nullable().optional(), formats: formats.optional(), language: reportLanguage.nullable().optional(),
  subject: subject.optional(), skipIfEmpty: z.boolean().optional(), missed: missedRuns.optional(), keepDays: keepDays.optional(), recipients: recipients.optional(),
});
const some = { scheduleId: id };

export const createSchedule = command('reports.schedule.create', {
  summary: 'A report that is made by itself at the times of a cron expression in a zone, for each recipient what that recipient may see. The window is the kind’s own where none is given.',
  input: z.strictObject({
    ...settled, window: settled.window.optional(), formats: formats.default(['pdf']), language: reportLanguage.nullable().default(null), subject: settled.subject.default('{name}, {date}'),
    skipIfEmpty: z.boolean().default(false), missed: missedRuns.default({ policy: 'once' }), keepDays: keepDays.default(90), recipients: recipients.default([]),
  }),
  output: z.object({ ...some, state: scheduleState, dueAt: instant }), errors: ['report_kind_unknown', 'schedules_full', 'outside_refused'],
});
export const changeSchedule = command('reports.schedule.change', {
  summary: 'Changes what is given, from the next run on. A time for which there is a run stays as it is.',
  input: z.strictObject({ ...some, ...optional.shape }), output: z.object({ state: scheduleState, dueAt: instant.nullable() }), errors: ['schedule_state', 'outside_refused'],
});
export const pauseSchedule = command('reports.schedule.pause', {
  summary: 'No run is made until it is resumed; what falls into the pause is not made up for.', input: z.strictObject(some), output: z.object({ state: scheduleState }), errors: ['schedule_state'],
});
export const resumeSchedule = command('reports.schedule.resume', {
  summary: 'Runs are made again, from the next time on.', input: z.strictObject(some), output: z.object({ state: scheduleState, dueAt: instant.nullable() }), errors: ['schedule_state'],
});
export const endSchedule = command('reports.schedule.end', {
  summary: 'Ends a schedule for good. What was made stays for as long as it is kept.', input: z.strictObject(some), output: z.object({ state: scheduleState }), errors: ['schedule_state'],
});

const scheduleFacts = z.object({ id, ownerId: id, ...settled, state: scheduleState, dueAt: instant.nullable().describe('the next nominal time'), createdAt: instant, changedAt: instant });

export const listSchedules = query('reports.schedule.list', {
  summary: 'One’s own schedules, or everybody’s for administrators (`of=all`), newest first.', path: '/report-schedules', list: true,
  params: z.strictObject({ ...listing, of: z.enum(['mine', 'all']).default('mine'), state: scheduleState.optional() }),
  output: z.object({ id, ownerId: id, name, kind, cron, zone, state: scheduleState, dueAt: instant.nullable() }),
});
export const readSchedule = query('reports.schedule.read', {
  summary: 'A schedule and its next time.', path: '/report-schedules/{scheduleId}', params: z.strictObject(some), output: scheduleFacts,
});
export const readTimes = query('reports.schedule.times', {
  summary: 'The next five times of a cron expression in a zone, as instants and as they stand on the wall there.', path: '/report-times',
  params: z.strictObject({ cron, zone, after: instant.optional() }),
  output: z.object({ times: z.array(z.object({ at: instant, local: z.string().describe('with offset and zone, as 2026-11-01T08:00:00-05:00[America/New_York]') })) }),
});
export const listKinds = query('reports.kind.list', {
  summary: 'The kinds of report, what each wants to be told, and the window that it covers unless said otherwise.', path: '/report-kinds', params: z.strictObject({}),
  output: z.object({ kinds: z.array(z.object({ name: z.string(), summary: z.string(), params: z.record(z.string(), z.any()).describe('JSON Schema'), window: z.string().nullable(), example: z.record(z.string(), z.any()) })) }),
});

export const sampleSchedule = '0198a2b4-7c1e-7d3a-9f00-5c4e0d01e000';
const stream = { stream: 'report', audience: ['owner', 'administrator'] } as const;

export const scheduleCreated = event('reports.schedule.created.v1', {
  summary: 'A report was scheduled.', ...stream, data: z.object({ ...some, kind: z.string() }), example: { scheduleId: sampleSchedule, kind: 'council.attendance_record' },
});
export const scheduleChanged = event('reports.schedule.changed.v1', {
  summary: 'Some fields of a schedule were changed.', ...stream, data: z.object({ ...some, fields: z.array(z.string()) }), example: { scheduleId: sampleSchedule, fields: ['cron'] },
});
export const scheduleMoved = event('reports.schedule.moved.v1', {
  summary: 'A schedule was paused, resumed or ended.', ...stream, data: z.object({ ...some, from: scheduleState, to: scheduleState }), example: { scheduleId: sampleSchedule, from: 'active', to: 'paused' },
});
