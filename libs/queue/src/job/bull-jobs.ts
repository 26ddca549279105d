import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Data, Job } from '#contracts';
import { DomainError, newId } from '#kernel';
import { Backend, type JobQueue } from '../backend/backend.js';
import { Pace } from '../run/pace.js';
import { within } from '../run/within.js';
import { checkRhythm } from './check-rhythm.js';
import { Jobs, type JobOptions, type Rhythm } from './jobs.js';

type BulkJob = Parameters<JobQueue['addBulk']>[0][number];

/** Bytes of a job's data as JSON: room for ids, none for anything else. */
const DATA_BYTES = 2_048;
/** Jobs that travel together. */
const PAGE = 500;
const KEY = /^[\w-]{1,200}$/;

export interface Counts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly repeated: number;
}

/** Jobs by BullMQ, whichever backend it works on. */
@Injectable()
export class BullJobs extends Jobs implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly queue: JobQueue;
  private closing = false;

  constructor(@Inject(Backend) private readonly backend: Backend, private readonly pace: Pace) {
    super();
    this.queue = backend.queue((fault) => {
      // A line that is being closed may be cut first by a database that stops.
      if (!this.closing) this.logger.warn({ err: fault }, 'the queue met a fault');
    });
  }

  /** BullMQ never mends a queue whose line was cut while it was being made. */
  async onModuleInit(): Promise<void> {
    await this.queue.waitUntilReady();
  }

  override async add<J extends Job>(job: J, data: Data<J>, options: JobOptions = {}): Promise<void> {
    await this.reach(async () => {
      const { name, data: valid, opts } = await this.entry(job, data, options);
      await this.queue.add(name, valid, opts);
    });
  }

  override async addAll<J extends Job>(job: J, all: readonly { readonly data: Data<J>; readonly options?: JobOptions }[]): Promise<void> {
    await this.reach(async () => {
      for (let at = 0; at < all.length; at += PAGE) {
        await this.queue.addBulk(await Promise.all(all.slice(at, at + PAGE).map(({ data, options }) => this.entry(job, data, options ?? {}))));
      }
    });
  }

  override async schedule<J extends Job>(name: string, job: J, data: Data<J>, rhythm: Rhythm): Promise<void> {
    if (!KEY.test(name)) throw new Error(`the name ${name} of a repeated job has other characters than letters, digits, - and _`);
    checkRhythm(rhythm);
    const repeat = 'every' in rhythm ? { every: rhythm.every } : { pattern: rhythm.cron, tz: rhythm.zone };
    const template = { name: job.name, data: checked(job, data), opts: this.manner() };
    await this.reach(() => this.queue.upsertJobScheduler(name, repeat, template));
  }

  override async unschedule(name: string): Promise<void> {
    await this.reach(() => this.queue.removeJobScheduler(name));
  }

  /** How many jobs are in which state, and how many repeat; null while the queue is away. */
  async counts(): Promise<Counts | null> {
    try {
      const [counts, repeated] = await Promise.all([this.queue.getJobCounts('waiting', 'active', 'delayed'), this.queue.getJobSchedulersCount()]);
      return { waiting: counts['waiting'] ?? 0, active: counts['active'] ?? 0, delayed: counts['delayed'] ?? 0, repeated };
    } catch (fault) {
      if (this.backend.isAway(fault)) return null;
      throw fault;
    }
  }

  /** Last of all: duties add jobs until they have ended. */
  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    await within(this.queue.close(), this.pace.patience);
    await this.backend.close();
  }

  private async entry<J extends Job>(job: J, data: Data<J>, { delay = 0, key }: JobOptions): Promise<BulkJob> {
    const opts = { ...this.manner(), jobId: newId(), delay };
    const valid = checked(job, data);
    if (key === undefined) return { name: job.name, data: valid, opts };
    if (!KEY.test(key)) throw new Error(`the key of a job ${job.name} has other characters than letters, digits, - and _`);
    const deduplication = delay > 0 ? await this.later(`${job.name}/${key}/later`, delay) : { id: `${job.name}/${key}`, keepLastIfActive: true };
    return { name: job.name, data: valid, opts: { ...opts, deduplication } };
  }

  /**
   * A job of a key that waits for later does so beside the one that waits for now: a request for now is never put off by
   * one for later. Of several for later the earliest counts. When it comes due, the worker asks for a run now.
   */
  private async later(id: string, delay: number): Promise<{ id: string; keepLastIfActive: true; replace: boolean }> {
    const waiting = await this.queue.getDeduplicationJobId(id);
    const before = waiting === null ? undefined : await this.queue.getJob(waiting);
    return { id, keepLastIfActive: true, replace: before !== undefined && before.timestamp + (before.opts.delay ?? 0) > Date.now() + delay };
  }

  /** Nothing is left of a job that is done or given up: what is worth keeping stands in the hub's own tables. */
  private manner(): { attempts: number; backoff: { type: 'exponential'; delay: number; jitter: number }; removeOnComplete: true; removeOnFail: true; stackTraceLimit: 0 } {
    return { attempts: this.pace.tries, backoff: { type: 'exponential', delay: this.pace.firstPause, jitter: 0.5 }, removeOnComplete: true, removeOnFail: true, stackTraceLimit: 0 };
  }

  /** Whoever adds a job does not wait for a queue that is away: what is due is added again by its sweeper. */
  private async reach<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (!this.backend.isAway(cause)) throw cause;
      throw new DomainError('unavailable', 'The queue is away for the moment; send the same request again.', { retryAfter: 1 });
    }
  }
}

/** The data as they are, once the contract has accepted them. @throws Error when it does not: a fault of the caller's code */
function checked<J extends Job>(job: J, data: Data<J>): unknown {
  const parsed = job.data.safeParse(data);
  if (!parsed.success) throw new Error(`the data of a job ${job.name} do not fit its contract at ${parsed.error.issues.map(({ path }) => `/${path.join('/')}`).join(', ')}`);
  if (Buffer.byteLength(JSON.stringify(data)) > DATA_BYTES) throw new Error(`the data of a job ${job.name} are over ${DATA_BYTES} bytes: a job carries ids only`);
  return data;
}
