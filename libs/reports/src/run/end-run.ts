import { reports } from '#contracts';
import type { Work } from '#log';
import { addLinks } from '../recipient/add-links.js';
import { streamOf } from '../schedule/schedule.entity.js';
import { insistOnLease, type Lease } from './run-leases.js';

/** An end that does not come of the documents. */
export interface Ending {
  readonly state: 'failed' | 'skipped';
  readonly error: string;
}

interface Counts {
  readonly made: number;
  readonly failed: number;
  readonly all: number;
  readonly error: string | null;
}

/** Brings a run to its end and tells of it, once. @returns the links that are to be sent now */
export async function endRun(work: Work, lease: Lease, now: Date, ending: Ending | null): Promise<readonly string[]> {
  const { run } = lease;
  await insistOnLease(work.db, lease);
  const { state, error } = ending ?? (await judge(work, run.id));
  const endedAt = now < (run.started_at ?? now) ? run.started_at : now;
  await work.db.query('UPDATE report_run SET state = $2, error = $3, ended_at = $4, lease = NULL, lease_until = NULL WHERE id = $1', [run.id, state, error, endedAt]);
  work.record(reports.runEnded, streamOf(run.schedule_id), { scheduleId: run.schedule_id, runId: run.id, nominalAt: run.nominal_at.toISOString(), state });
  return state === 'skipped' ? [] : addLinks(work.db, run, now);
}

async function judge({ db }: Work, runId: string): Promise<{ state: 'made' | 'empty' | 'failed'; error: string | null }> {
  const [counts] = await db.query<Counts[]>(
    `SELECT count(*) FILTER (WHERE state = 'made')::int AS made, count(*) FILTER (WHERE state = 'failed')::int AS failed, count(*)::int AS all,
       min(error) FILTER (WHERE state = 'failed') AS error FROM report_document WHERE run_id = $1`, [runId]);
  const { made = 0, failed = 0, all = 0, error = null } = counts ?? {};
  if (failed > 0) return { state: 'failed', error: failed === all ? error : `For ${failed} of ${all} readers it could not be made: ${error ?? ''}` };
  return { state: made > 0 ? 'made' : 'empty', error: null };
}
