import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Database } from '#db';
import { SignalRelay } from '#realtime';
import { Backend } from './backend/backend.js';
import { openBackend } from './backend/open-backend.js';
import { redisAddress } from './backend/redis-address.js';
import { Effects } from './effect/effects.js';
import { BullJobs } from './job/bull-jobs.js';
import { JobHandlers } from './job/handlers.js';
import { Jobs } from './job/jobs.js';
import { DeadLetters } from './letter/dead-letters.js';
import { DropDeadLetters } from './letter/drop-dead-letters.js';
import { ListDeadLetters } from './letter/list-dead-letters.js';
import './letter/permissions.js';
import { RedriveDeadLetters } from './letter/redrive-dead-letters.js';
import { Pace } from './run/pace.js';
import { RunJob } from './run/run-job.js';
import { RunJobs } from './run/run-jobs.js';
import { RedisSignalRelay } from './signal/redis-signal-relay.js';
import { QueueMetrics } from './state/metrics.js';
import { ReadState } from './state/read-state.js';
import { QueueRetention } from './state/retention.js';

/** Work for later. Global, so that domains can add jobs and mark their handlers by `@Runs`. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: Backend, inject: [Database], useFactory: openBackend },
    BullJobs, { provide: Jobs, useExisting: BullJobs },
    { provide: SignalRelay, useFactory: () => (redisAddress.value === undefined ? null : new RedisSignalRelay(redisAddress.value)) },
    JobHandlers, RunJob, RunJobs, Pace, DeadLetters, Effects,
    ReadState, ListDeadLetters, RedriveDeadLetters, DropDeadLetters, QueueMetrics, QueueRetention,
  ],
  exports: [Jobs, Effects, SignalRelay],
})
export class QueueModule {}
