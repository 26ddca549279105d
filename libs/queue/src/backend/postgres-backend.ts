import { createPostgresBackend, DEFAULT_SCHEMA, Queue, Worker, type JobProgress, type PostgresConnectionOptions, type PostgresQueueBackend } from 'bullmq';
import type pg from 'pg';
import { isUnavailable, type Database } from '#db';
import { Backend, QUEUE, type Carry, type JobQueue, type JobWorker, type WorkerPace } from './backend.js';

/** Connections of one process for its queue: one that listens, and these for what many jobs at once ask. */
const CONNECTIONS = 8;
/** How long (ms) a statement waits before it fails while the database is away, so that a worker that asks again and again does not spin. */
const AWAY = 250;
/** Between looks for work (s) when nothing has woken the worker: so much later is a job at the most whose notification was lost. */
const LOOK = 1;

/** Jobs in the hub's own database, in the schema of BullMQ. Nothing else has to be installed. */
export class PostgresBackend extends Backend {
  readonly kind = 'postgresql';
  private readonly pool: pg.Pool;

  constructor(database: Database) {
    super();
    this.pool = patient(database.openPool({ name: 'hub queue', max: CONNECTIONS, schema: DEFAULT_SCHEMA }));
  }

  override queue(onFault: (fault: Error) => void): JobQueue {
    const queue = new Queue<unknown, void, string, unknown, void, string, PostgresQueueBackend, PostgresConnectionOptions>(QUEUE, { connection: this.pool }, createPostgresBackend);
    return queue.on('error', onFault);
  }

  override worker(carry: Carry, pace: WorkerPace, onFault: (fault: Error) => void): JobWorker {
    const worker = new Worker<unknown, void, string, PostgresQueueBackend, JobProgress, PostgresConnectionOptions>(QUEUE, carry, { connection: this.pool, autorun: false, drainDelay: LOOK, runRetryDelay: LOOK * 1_000, ...pace }, createPostgresBackend);
    return worker.on('error', onFault);
  }

  override isAway(fault: unknown): boolean {
    return isUnavailable(fault);
  }

  override async close(): Promise<void> {
    await this.pool.end();
  }
}

/** BullMQ asks again at once after a fault of the database that it does not know as one of the line. */
function patient(pool: pg.Pool): pg.Pool {
  const query = pool.query.bind(pool) as (...parts: unknown[]) => Promise<unknown>;
  const slowly = async (...parts: unknown[]): Promise<unknown> => {
    try {
      return await query(...parts);
    } catch (fault) {
      if (isUnavailable(fault)) await new Promise((resolve) => setTimeout(resolve, AWAY));
      throw fault;
    }
  };
  return Object.assign(pool, { query: slowly });
}
