import { Temporal } from 'temporal-polyfill';
import type { corridor, Data, Output } from '#contracts';
import type { Deployment } from './corridor-record.js';

type Submitted = Data<typeof corridor.reportSubmitted>;
export type LateList = readonly Output<typeof corridor.listLate>[];

/** States in which a report is due for each local day, even when it was a minute. */
const REPORTING: ReadonlySet<string> = new Set(['operational', 'constrained', 'transitioning']);
/** The time of the next local day by which it is due. */
const DUE_AT = '12:00';

/** A report that is due: `missing` when none had come by the instant it is told for, `late` when the first came after its time. */
export interface DueReport {
  readonly day: string;
  readonly dueAt: string;
  readonly state: 'in_time' | 'late' | 'missing' | 'not_yet_due';
  readonly submittedAt: string | null;
}

/** The reports that a deployment owes, oldest day first, as they stood at an instant; reports that came are told by `submitted`, by day the instant of the first. */
export function dueReports({ steps, zone }: Pick<Deployment, 'steps' | 'zone'>, submitted: ReadonlyMap<string, string>, at: Date): DueReport[] {
  const days = new Set<string>();
  const told = at.toISOString();
  steps.forEach(({ to, at: began }, number) => {
    const next = steps[number + 1]?.at ?? told;
    if (REPORTING.has(to) && began < told) for (const day of daysOf(began, next < told ? next : told, zone)) days.add(day);
  });
  return [...days].sort().map((day) => {
    const dueAt = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime({ timeZone: zone, plainTime: DUE_AT }).toInstant().toString({ smallestUnit: 'millisecond' });
    const first = submitted.get(day) ?? null;
    const state = first !== null ? (first > dueAt ? 'late' : 'in_time') : dueAt > told ? 'not_yet_due' : 'missing';
    return { day, dueAt, state, submittedAt: first };
  });
}

/** The local days that a spell has a part in; one that ends at midnight has none in the day that begins then. */
function daysOf(began: string, ended: string, zone: string): string[] {
  const dayOf = (milliseconds: number): Temporal.PlainDate => Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(zone).toPlainDate();
  const last = dayOf(Math.max(Date.parse(began), Date.parse(ended) - 1));
  const days: string[] = [];
  for (let day = dayOf(Date.parse(began)); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) days.push(day.toString());
  return days;
}

/** The local days of a zone that ended in a window: those whose report is the report of the window. */
export function endedIn({ from, to }: { readonly from: Date; readonly to: Date }, zone: string): (day: string) => boolean {
  return (day) => {
    const end = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime({ timeZone: zone }).epochMilliseconds;
    return end > from.getTime() && end <= to.getTime();
  };
}

/** By day when the first report came, as the events say. */
export function firstSubmitted(submissions: readonly { readonly report: Pick<Submitted, 'day'>; readonly at: string }[]): Map<string, string> {
  const first = new Map<string, string>();
  for (const { report: { day }, at } of submissions) if (!first.has(day)) first.set(day, at);
  return first;
}

/** The same for readers who are shown no reports, from the list of late ones, which all members know: what is on no list by the instant came in time. */
export function firstByList(deploymentId: string, due: readonly DueReport[], late: LateList, at: Date): Map<string, string> {
  const listed = new Map(late.filter((one) => one.deploymentId === deploymentId).map((one) => [one.day, one.submittedAt]));
  const first = new Map<string, string>();
  for (const { day, dueAt, state } of due) {
    const submittedAt = listed.get(day);
    if (submittedAt === undefined && state === 'missing') first.set(day, dueAt);
    else if (submittedAt != null && submittedAt <= at.toISOString()) first.set(day, submittedAt);
  }
  return first;
}
