import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { BatchedLog } from './append/batched-log.js';
import { CommitWork } from './append/commit-work.js';
import { Duties } from './duty/duties.js';
import { Retention } from './duty/retention.js';
import { StreamExport } from './export/export-stream.js';
import { FeedReader } from './feed/feed-reader.js';
import { FeedSieve } from './feed/feed-sieve.js';
import { Sequencer } from './feed/sequencer.js';
import { Letters } from './notice/letters.js';
import { Tellers } from './notice/tellers.js';
import { Projections } from './projection/projections.js';
import { LogReader } from './stream/log-reader.js';
import { Traces } from './stream/traces.js';
import { Tailer } from './tail/tailer.js';
import { Wakes } from './tail/wakes.js';
import { UnitOfWork } from './unit-of-work.js';

/** The log: its append, its readers, its duties. Needs the `Database` of `#db`. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: UnitOfWork, useClass: CommitWork },
    BatchedLog, LogReader, Traces, FeedReader, FeedSieve, StreamExport, Wakes, Tailer,
    Duties, Sequencer, Retention, Projections, Tellers, Letters,
  ],
  exports: [UnitOfWork, BatchedLog, LogReader, Traces, FeedReader, FeedSieve, StreamExport, Wakes, Tailer, Duties, Projections, Tellers, Letters],
})
export class LogModule {}
