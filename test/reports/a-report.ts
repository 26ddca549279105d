import { createHash } from 'node:crypto';
import { PlanRuns, ReportClock } from '#reports';
import { done, foundCouncil, until, type Council } from '../council/a-council.js';
import type { TestHub, Visitor } from '../support/hub.js';

/** A run as its door shows it. */
export interface Run {
  readonly id: string;
  readonly nominalAt: string;
  readonly reason: string;
  readonly state: string;
  readonly error: string | null;
  readonly filesGoneAt: string | null;
  readonly corrections: readonly string[];
  readonly range: { readonly after: string; readonly upTo: string; readonly events: number; readonly digest: string } | null;
  readonly files: readonly { readonly format: string; readonly name: string; readonly bytes: number; readonly sha256: string }[];
  readonly readers: number | null;
}

/** A hub with a council, whose reports go by a clock that the test sets. */
export interface Reporting extends Council {
  /** Sets the clock of reports. */
  at(now: Date): void;
  /** The morning of the first day after today, by UTC: what happens in the test is before it. */
  readonly morning: Date;
  /** Looks for what is due, as the hub does every few seconds. */
  plan(): Promise<void>;
}

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export async function aReportingHub(weights: readonly string[] = ['1', '1'], environment: Readonly<Record<string, string>> = {}): Promise<Reporting> {
  const council = await foundCouncil(weights, environment);
  const clock = council.hub.app.get(ReportClock);
  const at = (now: Date): void => { clock.now = () => now; };
  const morning = new Date(Math.floor(Date.now() / DAY) * DAY + DAY + 6 * HOUR);
  at(new Date(morning.getTime() - HOUR));
  return { ...council, at, morning, plan: () => council.hub.app.get(PlanRuns).plan() };
}

/** Schedules the attendance record for every morning at six, as CSV. */
export async function aSchedule(of: Reporting, owner: Visitor, more: object = {}): Promise<string> {
  const input = { name: 'Attendance', kind: 'council.attendance_record', params: { bodyId: of.bodyId }, cron: '0 6 * * *', zone: 'UTC', formats: ['csv'], ...more };
  return done(await owner.send<{ scheduleId: string }>('reports.schedule.create', input)).scheduleId;
}

export async function runsOf(owner: Visitor, scheduleId: string): Promise<readonly Run[]> {
  return done(await owner.get<{ data: Run[] }>(`/report-schedules/${scheduleId}/runs`)).data;
}

const ENDS = ['made', 'empty', 'failed', 'skipped'];

/** Waits until a run has ended, and reads it. */
export function ended(of: Pick<Reporting, 'plan'>, reader: Visitor, runId: string): Promise<Run> {
  return until(async () => {
    await of.plan();
    const run = done(await reader.get<Run>(`/report-runs/${runId}`)) as unknown as Run;
    return ENDS.includes(run.state) && run;
  });
}

/** Waits until so many runs of a schedule have ended. */
export function allEnded(of: Pick<Reporting, 'plan'>, owner: Visitor, scheduleId: string, many: number): Promise<readonly Run[]> {
  return until(async () => {
    await of.plan();
    const runs = await runsOf(owner, scheduleId);
    return runs.length >= many && runs.every(({ state }) => ENDS.includes(state)) && runs;
  });
}

export interface Download {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly sha256: string;
}

/** Fetches a file as this person. */
export async function download(hub: Pick<TestHub, 'url'>, path: string, token: string | null, headers: Readonly<Record<string, string>> = {}): Promise<Download> {
  const answer = await fetch(`${hub.url}/api/v1${path}`, { headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, headers: answer.headers, text: bytes.toString('utf8'), sha256: createHash('sha256').update(bytes).digest('hex') };
}
