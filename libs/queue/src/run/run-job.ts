import { Injectable, Logger } from '@nestjs/common';
import { DelayedError, UnrecoverableError, WaitingError } from 'bullmq';
import type { Data, Job } from '#contracts';
import { isUnavailable } from '#db';
import { DomainError } from '#kernel';
import type { QueuedJob } from '../backend/backend.js';
import { JobHandlers, type BoundJob } from '../job/handlers.js';
import { Jobs } from '../job/jobs.js';
import { DeadLetters, type Reason } from '../letter/dead-letters.js';
import { Pace } from './pace.js';
import { tellFault } from './tell-fault.js';

/** What became of a run. */
export type Outcome = 'done' | 'passed_on' | 'failed' | 'postponed' | 'handed_back' | 'dead';

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
   * @param stop aborts when the process stops, or when the job has become another's because its lock was lost
   * @returns what became of it
   */
  async run(job: QueuedJob, token: string | undefined, stop: AbortSignal): Promise<Outcome> {
    // Whoever can write to the queue can write anything: a job is run only when its contract knows it.
    const bound = this.handlers.get(job.name);
    if (bound === undefined) return this.bury(job, 'refused', 'no such job is declared', null);
    const data = bound.contract.data.safeParse(job.data);
    if (!data.success) return this.bury(job, 'refused', `the data do not fit the contract at ${data.error.issues.map(({ path }) => `/${path.join('/')}`).slice(0, 5).join(', ')}`, null);
    // A job below which one process after the other has ended is held to be the cause, and is not tried on a further one.
    if (job.stalledCounter > this.pace.deaths) return this.bury(job, 'stalled', `the process ended ${job.stalledCounter} times while the job ran`, job.data);
    const key = keyOf(job);
    if (key?.later === true) return this.passOn(bound.contract, job, key.key);
    try {
      await this.bounded(bound, data.data as Data<Job>, job, stop);
      return 'done';
    } catch (fault) {
      return this.settle(job, token, stop, fault);
    }
  }

  /** A job that was kept for later is due: it asks for a run now, and joins one that waits already. */
  private async passOn(contract: Job, job: QueuedJob, key: string): Promise<Outcome> {
    await this.jobs.add(contract, job.data as Data<Job>, { key });
    return 'passed_on';
  }

  /** A run that does not end must not hold its place for ever. */
  private async bounded({ handler }: BoundJob, data: Data<Job>, job: QueuedJob, stop: AbortSignal): Promise<void> {
    const limit = new AbortController();
    const timers: NodeJS.Timeout[] = [setTimeout(() => limit.abort(), this.pace.runLimit)];
    const tooLong = new Promise<never>((_, reject) => {
      timers.push(setTimeout(() => reject(new Error(`the run did not end within ${this.pace.runLimit + this.pace.runGrace} ms`)), this.pace.runLimit + this.pace.runGrace));
    });
    try {
      await Promise.race([handler.run(data, { id: job.id ?? '', attempt: job.attemptsMade + 1, signal: AbortSignal.any([stop, limit.signal]) }), tooLong]);
    } finally {
      timers.forEach(clearTimeout);
    }
  }

  private async settle(job: QueuedJob, token: string | undefined, stop: AbortSignal, fault: unknown): Promise<Outcome> {
    // A run that broke off because the process stops is taken up by another at once.
    if (stop.aborted) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    // A database that is away is no fault of the job.
    if (isAway(fault)) return this.postpone(job, token, fault);
    const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 0);
    this.logger[last ? 'error' : 'warn']({ err: fault, job: job.name, id: job.id, attempt: job.attemptsMade + 1 }, last ? 'a job failed every try and is a dead letter now' : 'a job failed; it is tried again');
    if (last) return this.bury(job, 'failed', tellFault(fault), job.data, token);
    // BullMQ keeps what it is told of a fault, so it is told what may be kept.
    throw new Error(tellFault(fault));
  }

  private async postpone(job: QueuedJob, token: string | undefined, fault: unknown): Promise<never> {
    this.logger.warn({ err: fault, job: job.name, id: job.id }, 'a job could not be run for the moment; it is postponed');
    await job.moveToDelayed(Date.now() + this.pace.postponement * (0.5 + Math.random()), token);
    throw new DelayedError();
  }

  /** Written down before it leaves the queue: between the two it may be there twice, never not at all. */
  private async bury(job: QueuedJob, reason: Reason, error: string, data: unknown, token?: string): Promise<never> {
    try {
      await this.letters.keep({ id: job.id, job: job.name, data, key: keyOf(job)?.key ?? null, reason, error, attempts: job.attemptsMade + 1 });
    } catch (fault) {
      if (isAway(fault)) return this.postpone(job, token ?? job.token, fault);
      throw fault;
    }
    throw new UnrecoverableError(error);
  }
}

/** Whether the database is away, or a queue that the job wanted to add to. */
function isAway(fault: unknown): boolean {
  return isUnavailable(fault) || (fault instanceof DomainError && fault.code === 'unavailable');
}

/** The key that a job was added under, and whether it is the one for later. */
function keyOf(job: QueuedJob): { readonly key: string; readonly later: boolean } | undefined {
  const [, key, later] = job.deduplicationId?.split('/') ?? [];
  return key === undefined ? undefined : { key, later: later === 'later' };
}
