import { Injectable, Logger } from '@nestjs/common';
import { DelayedError, UnrecoverableError, WaitingError } from 'bullmq';
import type { z } from 'zod';
import type { Data, Job } from '#contracts';
import { isUnavailable } from '#db';
import { traced } from '#trace';
import type { QueuedJob } from '../backend/backend.js';
import { JobHandlers, type BoundJob } from '../job/handlers.js';
import { Jobs } from '../job/jobs.js';
import type { JobRun } from '../job/runs.js';
import { DeadLetters, type Reason } from '../letter/dead-letters.js';
import { Pace } from './pace.js';
import { tellFault } from './tell-fault.js';

/** What became of a run. */
export type Outcome = 'done' | 'passed_on' | 'failed' | 'postponed' | 'handed_back' | 'dead';

/** BullMQ is told by what is thrown. */
export function outcomeOf(thrown: unknown): Outcome {
  if (thrown instanceof UnrecoverableError) return 'dead';
  if (thrown instanceof DelayedError) return 'postponed';
  return thrown instanceof WaitingError ? 'handed_back' : 'failed';
}

/** What a handler knows of its run. Most never ask for the signal, and one that joins others costs as much as all else that the hub adds to a job. */
class Run implements JobRun {
  private joined: AbortSignal | undefined;
  private limit: AbortController | undefined;

  constructor(readonly id: string, readonly attempt: number, private readonly stops: readonly AbortSignal[]) {}

  get signal(): AbortSignal {
    this.limit ??= new AbortController();
    this.joined ??= AbortSignal.any([...this.stops, this.limit.signal]);
    return this.joined;
  }

  /** Asks the handler to come to its end. */
  end(): void {
    this.limit ??= new AbortController();
    this.limit.abort();
  }
}

function hasStopped(stops: readonly AbortSignal[]): boolean {
  return stops.some(({ aborted }) => aborted);
}

/** Carries one job out, and decides what becomes of it when that fails. */
@Injectable()
export class RunJob {
  private readonly logger = new Logger('Jobs');

  constructor(
    private readonly handlers: JobHandlers,
    private readonly jobs: Jobs,
    private readonly letters: DeadLetters,
    private readonly pace: Pace,
  ) {}

  /**
   * @param stops one of them aborts when the process stops, or when the job has become another's because its lock was lost
   * @returns what became of it
   */
  async run(job: QueuedJob, token: string | undefined, stops: readonly AbortSignal[]): Promise<Outcome> {
    if (hasStopped(stops)) return this.handBack(job, token);
    // Whoever can write to the queue can write anything: a job is run only when its contract knows it.
    const bound = this.handlers.get(job.name);
    if (bound === undefined) return this.bury(job, token, 'refused', { error: 'no such job is declared', data: null });
    const data = bound.contract.data.safeParse(job.data);
    if (!data.success) return this.bury(job, token, 'refused', { error: `the data do not fit the contract at ${placesOf(data.error)}`, data: null });
    // A job below which one process after the other has ended is held to be the cause, and is not tried on a further one.
    if (job.stalledCounter > this.pace.deaths) return this.bury(job, token, 'stalled', { error: `the process ended ${job.stalledCounter} times while the job ran`, data: job.data });
    const key = keyOf(job);
    if (key?.later === true) return this.passOn(bound.contract, job, key.key);
    try {
      await this.bounded(bound, data.data as Data<Job>, job, stops);
      return 'done';
    } catch (fault) {
      return this.settle(job, token, stops, fault);
    }
  }

  /** A job that was kept for later is due: it asks for a run now, and joins one that waits already. */
  private async passOn(contract: Job, job: QueuedJob, key: string): Promise<Outcome> {
    await this.jobs.add(contract, job.data as Data<Job>, { key });
    return 'passed_on';
  }

  /** A run that does not end must not hold its place for ever. */
  private async bounded({ handler }: BoundJob, data: Data<Job>, job: QueuedJob, stops: readonly AbortSignal[]): Promise<void> {
    const { runLimit, runGrace } = this.pace;
    const run = new Run(job.id ?? '', job.attemptsMade + 1, stops);
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        run.end();
        timer = setTimeout(() => reject(new Error(`the run did not end within ${runLimit + runGrace} ms`)), runGrace).unref();
      }, runLimit).unref();
    });
    try {
      await traced(`job ${job.name}`, { 'hub.job': run.id, 'hub.attempt': run.attempt }, () => Promise.race([handler.run(data, run), tooLong]), { kind: 'consumer' });
    } finally {
      clearTimeout(timer);
    }
  }

  private async settle(job: QueuedJob, token: string | undefined, stops: readonly AbortSignal[], fault: unknown): Promise<Outcome> {
    if (hasStopped(stops)) return this.handBack(job, token);
    // A database that is away is no fault of the job, nor a queue that it wanted to add to.
    if (isUnavailable(fault)) return this.postpone(job, token, fault);
    const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 0);
    this.logger[last ? 'error' : 'warn']({ err: fault, job: job.name, id: job.id, attempt: job.attemptsMade + 1 }, last ? 'a job failed every try and is a dead letter now' : 'a job failed; it is tried again');
    if (last) return this.bury(job, token, 'failed', { error: tellFault(fault), data: job.data });
    // BullMQ keeps what it is told of a fault, so it is told what may be kept.
    throw new Error(tellFault(fault));
  }

  /** What breaks off, or was claimed too late, because the process stops is taken up by another at once. */
  private async handBack(job: QueuedJob, token: string | undefined): Promise<never> {
    await job.moveToWait(token);
    throw new WaitingError();
  }

  private async postpone(job: QueuedJob, token: string | undefined, fault: unknown): Promise<never> {
    this.logger.warn({ err: fault, job: job.name, id: job.id }, 'a job could not be run for the moment; it is postponed');
    await job.moveToDelayed(Date.now() + Math.round(this.pace.postponement * (0.5 + Math.random())), token);
    throw new DelayedError();
  }

  /** Written down before it leaves the queue: between the two it may be there twice, never not at all. */
  private async bury(job: QueuedJob, token: string | undefined, reason: Reason, told: { readonly error: string; readonly data: unknown }): Promise<never> {
    try {
      await this.letters.keep({ ...told, id: job.id, job: job.name, key: keyOf(job)?.key ?? null, reason, attempts: job.attemptsMade + 1 });
    } catch (fault) {
      return this.postpone(job, token, fault);
    }
    throw new UnrecoverableError(told.error);
  }
}

/** Where the data break the contract. What stands there is not told: it may be anything. */
function placesOf({ issues }: z.ZodError): string {
  return issues.slice(0, 5).map(({ path }) => `/${path.map(String).join('/')}`).join(', ').slice(0, 200);
}

/** The key that a job was added under, and whether it is the one for later. */
function keyOf(job: QueuedJob): { readonly key: string; readonly later: boolean } | undefined {
  const [, key, later] = job.deduplicationId?.split('/') ?? [];
  return key === undefined ? undefined : { key, later: later === 'later' };
}
