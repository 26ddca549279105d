import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { queue, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, theHub, type QueryHandler } from '#realtime';
import { Backend } from '../backend/backend.js';
import { BullJobs } from '../job/bull-jobs.js';
import { countLetters } from '../letter/dead-letters.js';

@Injectable()
@Answers(queue.readState, () => theHub)
export class ReadState implements QueryHandler<typeof queue.readState> {
  constructor(
    @Inject(Backend) private readonly backend: Backend,
    private readonly jobs: BullJobs,
  ) {}

  async execute(_actor: Principal, _params: Params<typeof queue.readState>, db: EntityManager): Promise<Output<typeof queue.readState>> {
    return { backend: this.backend.kind, jobs: await this.jobs.counts(), deadLetters: await countLetters(db) };
  }
}
