import { Injectable } from '@nestjs/common';
import type { Data } from '#contracts';
import { notifications } from '#contracts';
import { systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { Runs, type JobHandler, type JobRun } from '#queue';
import { ANNOUNCED_AT_ONCE, announceEntries } from './announce.js';

const system = systemActor('notices');

/** Announces what arrived for very many people at once, part by part. Two of it announce nothing twice. */
@Injectable()
@Runs(notifications.announceEntries)
export class AnnounceWaiting implements JobHandler<typeof notifications.announceEntries> {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async run(_: Data<typeof notifications.announceEntries>, { signal }: Pick<JobRun, 'signal'>): Promise<void> {
    while (!signal.aborted && (await this.announceSome(ANNOUNCED_AT_ONCE)) === ANNOUNCED_AT_ONCE);
  }

  /** Announces up to so many entries. @returns how many there were */
  announceSome(most: number): Promise<number> {
    return this.unitOfWork.run(system, [], (work) => announceEntries(work, null, most));
  }
}
