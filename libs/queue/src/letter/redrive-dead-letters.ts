import { Injectable, Logger } from '@nestjs/common';
import { queue, type Data, type Input, type Job, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { JobHandlers, type BoundJob } from '../job/handlers.js';
import { Jobs } from '../job/jobs.js';
import type { DeadLetter } from './dead-letters.js';

type Taken = Pick<DeadLetter, 'id' | 'job' | 'data' | 'key'>;

@Injectable()
@Handles(queue.redriveDeadLetters, () => theHub)
export class RedriveDeadLetters implements CommandHandler<typeof queue.redriveDeadLetters> {
  private readonly logger = new Logger('Jobs');

  constructor(
    private readonly jobs: Jobs,
    private readonly handlers: JobHandlers,
  ) {}

  async execute(actor: Principal, { deadLetterIds }: Input<typeof queue.redriveDeadLetters>, { db }: Work): Promise<Output<typeof queue.redriveDeadLetters>> {
    const rows = await db.query<Taken[]>('SELECT id, job, data, key FROM queue_dead_letter WHERE id = ANY ($1) ORDER BY at, id FOR UPDATE', [deadLetterIds]);
    const found = rows.map((letter) => ({ letter, contract: this.runnable(letter).contract }));
    await db.query('DELETE FROM queue_dead_letter WHERE id = ANY ($1)', [rows.map(({ id }) => id)]);
    // Added before the commit: when that fails the job may run and stand here still, but it is never lost.
    for (const { letter, contract } of found) await this.jobs.add(contract, letter.data as Data<Job>, letter.key === null ? {} : { key: letter.key });
    this.logger.log({ actor: actor.actor, letters: rows.map(({ id }) => id) }, 'dead letters are tried again');
    return { redriven: rows.length };
  }

  /** What did not fit a contract is never run, by nobody's wish. */
  private runnable({ id, job, data }: Taken): BoundJob {
    const bound = this.handlers.get(job);
    if (bound === undefined || data === null || !bound.contract.data.safeParse(data).success) {
      throw new DomainError('dead_letter_refused', 'One of the jobs fits no contract of this hub: it can only be dropped.', { deadLetterId: id });
    }
    return bound;
  }
}
