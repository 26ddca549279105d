import type { Job as BullJob, Queue, Worker } from 'bullmq';

/** The one queue of the hub. Handlers only wait for others, so one worker carries many jobs at once and needs no second queue. */
export const QUEUE = 'jobs';

/** A job as BullMQ hands it over: nothing of it is believed before it has passed the contract. */
export type QueuedJob = BullJob<unknown, void, string>;
export type JobQueue = Pick<Queue<unknown, void, string>, 'add' | 'addBulk' | 'upsertJobScheduler' | 'removeJobScheduler' | 'getDeduplicationJobId' | 'getJob' | 'getJobCounts' | 'getJobSchedulersCount' | 'waitUntilReady' | 'close'>;
export type JobWorker = Pick<Worker<unknown, void, string>, 'run' | 'pause' | 'close' | 'waitUntilReady'>;
export type Carry = (job: QueuedJob, token: string | undefined, lost: AbortSignal | undefined) => Promise<void>;

/** What of BullMQ's options of a worker the hub sets. */
export interface WorkerPace {
  readonly concurrency: number;
  readonly lockDuration: number;
  readonly stalledInterval: number;
  readonly maxStalledCount: number;
}

export type BackendKind = 'postgresql' | 'redis' | 'redis-cluster';

/** Where jobs wait: PostgreSQL, Redis or a Redis Cluster. BullMQ behaves alike on all of them; this is where they differ. */
export abstract class Backend {
  abstract readonly kind: BackendKind;
  /** A queue to add to. While the backend is away its calls fail soon, they do not wait for it. */
  abstract queue(onFault: (fault: Error) => void): JobQueue;
  /** A worker that does not run yet. It outlives any time that the backend is away. */
  abstract worker(carry: Carry, pace: WorkerPace, onFault: (fault: Error) => void): JobWorker;
  /** Whether a fault means that the backend is away for the moment. */
  abstract isAway(fault: unknown): boolean;
  /** After its queues and workers have been closed. */
  abstract close(): Promise<void>;
}
