import './report-refusals.js';
import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { reportCell, reportColumn, reportForm, reportSection } from './mds.js';
import { id, instant, lastVersion, listing, localDay, ofCorridor, sample } from './words.js';
import { readable } from '../readable.js';

const ofDeployment = { deploymentId: id };
const ofDay = { ...ofDeployment, day: localDay };
const form = reportForm.default('mds50');
const item = z.int().min(0).max(65);
/** What a free slot counts in this emergency. Shown to those who read the report, and never in events. */
const slotName = readable(100);
const freeSlot = z.int().min(19).max(22);
/** Needs and risks that apply, by number. */
const needs = z.array(z.int().min(51).max(65)).max(15).refine((all) => new Set(all).size === all.length, 'each need once');
const entered = z.strictObject({ item, column: reportColumn, count: z.int().min(0).max(1_000_000) });

export const nameSlots = command('corridor.report.name_slots', {
  summary: 'Says what free slots 19 to 22 count on a deployment from a day on; null: nothing any more.',
  input: z.strictObject({
    ...ofDeployment, from: localDay,
    slots: z.array(z.strictObject({ item: freeSlot, name: slotName.nullable() })).min(1).max(4).refine((all) => new Set(all.map((one) => one.item)).size === all.length, 'each slot once'),
  }),
  output: z.object({}),
});
export const slotsNamed = event('corridor.report.slots_named.v1', {
  summary: 'Free slots of the daily report mean something else from a day on; the names are in the report.', stream: 'deployment', audience: ['members'],
  data: z.object({ deploymentId: id, institutionId: id, from: localDay, items: z.array(freeSlot) }),
  example: { deploymentId: sample.deployment, institutionId: sample.operator, from: sample.day, items: [19] },
});

export const submitReport = command('corridor.report.submit', {
  summary: 'Submits the report of a local day, from the tally or with counts entered by hand; again: as its next version. Left out is not known, which is not nought.',
  input: z.strictObject({
    ...ofDay, form, source: z.enum(['tally', 'hand']), cells: z.array(entered).max(400).default([]), needs: needs.default([]),
    /** The version that this one replaces, 0 for none: refused when another has come meanwhile. */
    replaces: z.int().min(0).optional(),
  }),
  output: z.object({ reportId: id, version: z.int().positive(), late: z.boolean() }), errors: ['not_on_site', 'in_future', 'report_moved', 'slot_unnamed'],
});
const facts = { form: reportForm, version: z.int().positive(), source: z.enum(['tally', 'hand']), submittedAt: instant, late: z.boolean() };
export const reportSubmitted = event('corridor.report.submitted.v1', {
  summary: 'The report of a local day was submitted, or submitted again: there is something to read.', stream: 'corridor', audience: ['administrators'], dataClass: 'health',
  data: z.object({ reportId: id, deploymentId: id, institutionId: id, day: localDay, form: reportForm, version: z.int().positive(), late: z.boolean() }),
  example: { reportId: sample.other, deploymentId: sample.deployment, institutionId: sample.operator, day: sample.day, form: 'mds50', version: 1, late: false },
});

export const reportView = z.object({
  id, corridorId: id, ...ofDeployment, institutionId: id, day: localDay, ...facts, current: z.boolean(), needs: z.array(z.int()),
  /** What the free slots counted on that day, by number. */
  slots: z.record(z.string(), z.string()),
  /** The form that the cells are read in; another than `form` where it was translated by meaning. */
  readAs: reportForm,
  /** Whether small counts are hidden from this reader, and with them what they could be worked out from. */
  protected: z.boolean(), cells: z.array(reportCell),
});
export type ReportView = z.output<typeof reportView>;

export const readForm = query('corridor.report.form', {
  summary: 'A form of the daily report: its lines, and of each the line of the other form that means the same.', path: '/report-forms/{form}', params: z.strictObject({ form: reportForm }),
  output: z.object({
    form: reportForm,
    lines: z.array(z.object({
      item, code: z.string(), label: z.string(), section: reportSection, restricted: z.boolean(), columns: z.array(reportColumn),
      /** The number of the same in the other form; null where it has none. */
      elsewhere: z.int().nullable(),
    })),
  }),
});
/** The number of a version, as a field of a search. */
const asked = z.coerce.number().int().min(1).max(lastVersion);
export const readReport = query('corridor.report.read', {
  summary: 'The general report of a local day: the version that counts, or the one asked for; in its own form, or read as the other one.', path: '/deployments/{deploymentId}/reports/{day}',
  params: z.strictObject({ ...ofDay, form, version: asked.optional(), readAs: reportForm.optional() }), output: reportView, errors: ['report_unknown'],
});
export const listReports = query('corridor.report.list', {
  summary: 'The reports of a corridor that count, by day.', path: '/corridors/{corridorId}/reports', list: true,
  params: z.strictObject({ ...ofCorridor, from: localDay, to: localDay, deploymentId: id.optional(), readAs: reportForm.optional(), ...listing }), output: reportView,
});
export const listVersions = query('corridor.report.versions', {
  summary: 'All versions of the report of a local day, latest first.', path: '/deployments/{deploymentId}/reports/{day}/versions', list: true,
  params: z.strictObject({ ...ofDay, ...listing }), output: z.object({ id, ...facts, current: z.boolean() }),
});
export const compareReports = query('corridor.report.compare', {
  summary: 'What changed between two versions of the report of a local day.', path: '/deployments/{deploymentId}/reports/{day}/changes',
  params: z.strictObject({ ...ofDay, form, before: asked, after: asked }),
  output: z.object({
    cells: z.array(z.object({ item, column: reportColumn, before: z.int().nullable(), after: z.int().nullable() })), needs: z.object({ added: z.array(z.int()), removed: z.array(z.int()) }),
  }),
  errors: ['report_unknown'],
});
export const listLate = query('corridor.report.late', {
  summary: 'Reports that are missing, or came after their time: due by 12:00 of the next local day, for each day in which the unit was operational, constrained or transitioning.',
  path: '/corridors/{corridorId}/late-reports', list: true, params: z.strictObject({ ...ofCorridor, ...listing }),
  output: z.object({ ...ofDeployment, unitId: id, institutionId: id, day: localDay, dueAt: instant, state: z.enum(['missing', 'late']), submittedAt: instant.nullable() }),
});
export const readSums = query('corridor.report.sums', {
  summary: 'Sums over the reports of a corridor that the reader may see, from a day to another. Each says of how many reports it is made.', path: '/corridors/{corridorId}/report-sums',
  params: z.strictObject({ ...ofCorridor, from: localDay, to: localDay, form }),
  output: z.object({
    from: localDay, to: localDay, form: reportForm,
    /** Reports that are due in these days (or came although none was known to be due), those that came, and those that this reader may read and that the sums are made of. */
    due: z.int(), reported: z.int(), read: z.int(),
    sums: z.array(z.object({
      item, code: z.string(), column: reportColumn, /** Of a free slot: what it counts. */ name: z.string().nullable(),
      /** Null when no report shows it. */
      sum: z.int().nullable(), /** How many reports show it. */ reports: z.int(),
    })),
  }),
});

export const readRestricted = command('corridor.restricted.read', {
  summary: 'The starred items of a deployment, for the named role for protection of its operator or host. A command, since each read leaves a line in the audit trail.', once: true,
  input: z.strictObject({ ...ofDeployment, from: localDay, to: localDay }),
  output: z.object({
    /** The line list, up to 1,000 lines; `done` says whether these are all. */
    lines: z.array(z.object({ encounterId: id, day: localDay, item, ageGroup: z.string(), sex: z.string(), note: z.string().nullable() })), done: z.boolean(),
    /** Counts of reports that were entered by hand. */
    counts: z.array(z.object({ day: localDay, form: reportForm, version: z.int(), item, column: reportColumn, count: z.int() })),
  }),
});
export const restrictedNoted = event('corridor.restricted.noted.v1', {
  summary: 'Something was noted by the confidential route; those who may read it know where.', stream: 'deployment', audience: ['administrators'], dataClass: 'health',
  data: z.object({ deploymentId: id, institutionId: id, day: localDay }),
  example: { deploymentId: sample.deployment, institutionId: sample.operator, day: sample.day },
});
