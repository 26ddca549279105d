import type { EntityManager } from 'typeorm';
import type { Output, ReportFormat, reports } from '#contracts';
import { newId } from '#kernel';
import type { Recipient, ReportLanguage, Schedule } from '../schedule/schedule.entity.js';
import { windowOf, type Span } from '../schedule/window-of.js';
import type { RunState } from './run-states.js';

/** What a schedule had settled when a run was planned: a later change touches later runs only. */
export interface Plan {
  readonly name: string;
  readonly kind: string;
  readonly params: object;
  readonly zone: string;
  readonly formats: readonly ReportFormat[];
  readonly language: ReportLanguage | null;
  readonly subject: string;
  readonly skipIfEmpty: boolean;
  readonly recipients: readonly Recipient[];
}

export interface RunRow {
  readonly id: string;
  readonly schedule_id: string;
  readonly owner_id: string;
  readonly reason: 'schedule' | 'now' | 'again';
  readonly again: string | null;
  readonly nominal_at: Date;
  readonly plan: Plan;
  readonly window_from: Date | null;
  readonly window_to: Date | null;
  readonly state: RunState;
  readonly planned_at: Date;
  readonly tries: number;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly error: string | null;
  readonly epoch: string | null;
  readonly up_to: string | null;
  readonly files_gone_at: Date | null;
}

export const RUN_COLUMNS = 'id, schedule_id, owner_id, reason, again, nominal_at, plan, window_from, window_to, state, planned_at, tries, started_at, ended_at, error, epoch, up_to, files_gone_at';

export interface NewRun {
  readonly schedule: Pick<Schedule, 'id' | 'ownerId'>;
  readonly plan: Plan;
  readonly window: Span | null;
  readonly reason: RunRow['reason'];
  readonly nominalAt: Date;
  /** Why it is skipped; null: it is to be made. */
  readonly skipped: string | null;
  readonly again?: { readonly runId: string; readonly epoch: string | null; readonly upTo: string | null };
}

export function planOf({ name, kind, params, zone, formats, language, subject, skipIfEmpty, recipients }: Schedule): Plan {
  return { name, kind, params, zone, formats, language, subject, skipIfEmpty, recipients };
}

/** A run of a schedule as it stands. */
export function runOf(schedule: Schedule, reason: 'schedule' | 'now', nominalAt: Date, skipped: string | null = null): NewRun {
  return { schedule, plan: planOf(schedule), window: windowOf(schedule.window, nominalAt, schedule.zone), reason, nominalAt, skipped };
}

/** Writes a run down. @returns its id; null where there is one for this nominal time already */
export async function addRun(db: EntityManager, now: Date, { schedule, plan, window, reason, nominalAt, skipped, again }: NewRun): Promise<string | null> {
  const rows = await db.query<{ id: string }[]>(
    `INSERT INTO report_run (id, schedule_id, owner_id, reason, again, nominal_at, plan, window_from, window_to, state, planned_at, ended_at, error, epoch, up_to)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (schedule_id, nominal_at) WHERE again IS NULL DO NOTHING RETURNING id`,
    [newId(), schedule.id, schedule.ownerId, reason, again?.runId ?? null, nominalAt, JSON.stringify(plan), window?.from ?? null, window?.to ?? null,
      skipped === null ? 'due' : 'skipped', now, skipped === null ? null : now, skipped, again?.epoch ?? null, again?.upTo ?? null]);
  return rows[0]?.id ?? null;
}

export function spanOf({ window_from: from, window_to: to }: Pick<RunRow, 'window_from' | 'window_to'>): Span | null {
  return from === null || to === null ? null : { from, to };
}

/** A run as lists show it. */
export function toRun(row: RunRow): Output<typeof reports.listRuns> {
  const { plan, window_from: from, window_to: to } = row;
  return {
    id: row.id, scheduleId: row.schedule_id, name: plan.name, kind: plan.kind, reason: row.reason, nominalAt: row.nominal_at.toISOString(), zone: plan.zone,
    window: from === null || to === null ? null : { from: from.toISOString(), to: to.toISOString() }, state: row.state,
    plannedAt: row.planned_at.toISOString(), startedAt: row.started_at?.toISOString() ?? null, endedAt: row.ended_at?.toISOString() ?? null,
    error: row.error, again: row.again, filesGoneAt: row.files_gone_at?.toISOString() ?? null,
  };
}
