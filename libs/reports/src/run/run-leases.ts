import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '#db';
import { newId, systemActor } from '#kernel';
import { FeedReader } from '#log';
import { RUN_COLUMNS, type RunRow } from './run.rows.js';

const system = systemActor('reports');
/** Seconds that a lease is believed: what a killed process left is taken up by another after that. */
export const LEASE_SECONDS = 15;

/** The right to make a run. Its token fences what is written under it. */
export interface Lease {
  readonly run: RunRow & { readonly epoch: string; readonly up_to: string };
  readonly token: string;
  /** Which history the feed is of now: after a restore the numbers of an earlier one belong to other events. */
  readonly epoch: string;
}

/** Another process makes the run by now: what was made here is not written down. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** Leases of runs, by the clock of the database: at any moment one process at the most makes a run. */
@Injectable()
export class RunLeases {
  constructor(private readonly database: Database, private readonly feed: FeedReader) {}

  /** Null when another holds it, or when nothing is to be made now. The first try settles up to where in the feed the run goes. */
  async take(runId: string, now: Date): Promise<Lease | null> {
    const token = newId();
    const { epoch, seq } = await this.feed.head();
    const [rows] = await this.database.transaction(system, [], (db) => db.query<[Lease['run'][], number]>(
      `UPDATE report_run SET state = 'running', tries = tries + 1, started_at = coalesce(started_at, $3), epoch = coalesce(epoch, $4), up_to = coalesce(up_to, $5),
         lease = $2, lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
       WHERE id = $1 AND state IN ('due', 'running') AND (try_at IS NULL OR try_at <= $3) AND (lease IS NULL OR lease_until <= clock_timestamp())
       RETURNING ${RUN_COLUMNS}`, [runId, token, now, epoch, seq]));
    const [run] = rows;
    return run === undefined ? null : { run, token, epoch };
  }

  /** Keeps a lease as long as `work` takes, whether that is long or not. */
  async keeping<T>({ run, token }: Lease, work: () => Promise<T>): Promise<T> {
    const renewing = setInterval(() => {
      void this.database.transaction(system, [], (db) => db.query(
        `UPDATE report_run SET lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}) WHERE id = $1 AND lease = $2`, [run.id, token])).catch(() => undefined);
    }, LEASE_SECONDS * 1_000 / 3);
    try {
      return await work();
    } finally {
      clearInterval(renewing);
    }
  }

  /** Hands the run back, to be tried again at an instant; null: at once. */
  async release({ run, token }: Lease, tryAt: Date | null): Promise<void> {
    await this.database.transaction(system, [], (db) => db.query(
      `UPDATE report_run SET state = 'due', lease = NULL, lease_until = NULL, try_at = $3 WHERE id = $1 AND lease = $2 AND state = 'running'`, [run.id, token, tryAt]));
  }
}

/** Locks the run for what is written under a lease. @throws LeaseLost */
export async function insistOnLease(db: EntityManager, { run, token }: Lease): Promise<void> {
  const rows = await db.query<object[]>(`SELECT FROM report_run WHERE id = $1 AND lease = $2 AND state = 'running' FOR UPDATE`, [run.id, token]);
  if (rows.length === 0) throw new LeaseLost(`the run ${run.id} is made elsewhere`);
}
