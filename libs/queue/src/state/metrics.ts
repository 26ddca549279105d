import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Gauge, Histogram } from 'prom-client';
import { BullJobs } from '../job/bull-jobs.js';
import { DeadLetters } from '../letter/dead-letters.js';

/** Who counts in this process; the gauges outlive it in tests. */
let counting: { readonly jobs: BullJobs; readonly letters: DeadLetters } | null = null;

const STATES = ['waiting', 'active', 'delayed', 'repeated'] as const;

export const queued = new Gauge({
  name: 'hub_queue_jobs', help: 'Jobs of the whole hub, by state; absent while the queue is away.', labelNames: ['state'],
  async collect() {
    const counts = await counting?.jobs.counts() ?? null;
    this.reset();
    if (counts !== null) STATES.forEach((state) => this.set({ state }, counts[state]));
  },
});

export const dead = new Gauge({
  name: 'hub_queue_dead_letters', help: 'Jobs that were given up and wait for a person.',
  async collect() {
    const count = await counting?.letters.count().catch(() => null) ?? null;
    if (count === null) this.reset();
    else this.set(count);
  },
});

/** Runs in this process, by job and by what became of them. */
export const runs = new Histogram({
  name: 'hub_queue_run_seconds', help: 'Time that a run of a job took, by job and outcome (done, passed_on, failed, postponed, handed_back, dead).', labelNames: ['job', 'outcome'],
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
});

@Injectable()
export class QueueMetrics implements OnModuleInit, OnModuleDestroy {
  constructor(
    private readonly jobs: BullJobs,
    private readonly letters: DeadLetters,
  ) {}

  onModuleInit(): void {
    counting = { jobs: this.jobs, letters: this.letters };
  }

  onModuleDestroy(): void {
    if (counting?.jobs === this.jobs) counting = null;
  }
}
