import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { catalogue } from '#contracts';
import { Duties } from '#log';
import { Backend, type JobWorker, type QueuedJob } from '../backend/backend.js';
import { Pace } from './pace.js';
import { within } from './within.js';
import { runs as runTimes } from '../state/metrics.js';
import { outcomeOf, RunJob, type Outcome } from './run-job.js';

/** The worker of this process: takes jobs as long as the process lives, where the process may do the hub's duties. */
@Injectable()
export class RunJobs implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Jobs');
  private readonly stop = new AbortController();
  private readonly runs = new Set<Promise<unknown>>();
  private worker: JobWorker | undefined;

  constructor(
    private readonly duties: Duties,
    @Inject(Backend) private readonly backend: Backend,
    private readonly runJob: RunJob,
    private readonly pace: Pace,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.duties.allowed) await this.start();
  }

  /** Begins to take jobs. BullMQ never mends a worker whose line was cut while it was being made, so that is waited for. */
  async start(): Promise<void> {
    if (this.worker !== undefined) return;
    const { concurrency, lockDuration, stalledInterval } = this.pace;
    // How often a job may stall is counted by the hub, so that what is given up is written down first.
    this.worker = this.backend.worker((job, token, lost) => this.carry(job, token, lost), { concurrency, lockDuration, stalledInterval, maxStalledCount: 1_000_000 }, (fault) => {
      if (!this.stop.signal.aborted) this.logger.warn({ err: fault }, 'the worker met a fault; it goes on');
    });
    await this.worker.waitUntilReady();
    this.worker.run().catch((fault: unknown) => this.logger.error({ err: fault }, 'the worker has ended'));
  }

  /**
   * Takes no further job, asks those that run to come to the end of their step, and waits for them. First of all that
   * stops: handlers find everything that they use still there. What does not end in time is left to its lock.
   */
  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    if (this.worker === undefined) return;
    await this.worker.pause(true);
    const ended = await within(Promise.allSettled(this.runs), this.pace.patience);
    if (!ended) this.logger.warn('jobs that did not end in time are taken up again once their locks have run out');
    // A backend that is away must not hold the stop.
    await within(this.worker.close(!ended), this.pace.patience);
  }

  private async carry(job: QueuedJob, token: string | undefined, lost: AbortSignal | undefined): Promise<void> {
    const run = timed(job.name, this.runJob.run(job, token, lost === undefined ? [this.stop.signal] : [this.stop.signal, lost]));
    this.runs.add(run);
    await run.finally(() => this.runs.delete(run));
  }
}

/** Counts the run. A name that nobody declared is not told: it may be anything. */
async function timed(job: string, run: Promise<Outcome>): Promise<void> {
  const end = runTimes.startTimer({ job: catalogue.get(job)?.kind === 'job' ? job : 'undeclared' });
  try {
    end({ outcome: await run });
  } catch (fault) {
    end({ outcome: outcomeOf(fault) });
    throw fault;
  }
}
