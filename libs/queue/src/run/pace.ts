import { Injectable } from '@nestjs/common';

/** How jobs are carried out. Times in milliseconds. A provider, so that tests need not wait as long. */
@Injectable()
export class Pace {
  /** Jobs that one process carries at once: handlers wait for others most of the time. */
  readonly concurrency: number = 64;
  /** A job is this process's for so long, and anew at every half of it: longer than an event loop stands still. */
  readonly lockDuration: number = 10_000;
  /** How often jobs of processes that have died are looked for; such a job runs again within the lock and two of these. */
  readonly stalledInterval: number = 5_000;
  /** Tries of a job that fails. With the pauses between them they span half a minute: what takes longer to mend is for a person. */
  readonly tries: number = 6;
  /** Before the second try; doubled each time, spread by half so that what failed together does not come back together. */
  readonly firstPause: number = 1_000;
  /** How often the process may end below a job before the job is held to be the cause. */
  readonly deaths: number = 5;
  /** A run is asked to come to the end of its step after so long, and given up after another minute. */
  readonly runLimit: number = 10 * 60_000;
  readonly runGrace: number = 60_000;
  /** When the database is away, or a run could not be finished for another reason that is not its own, it is tried again after so long, without counting. */
  readonly postponement: number = 2_000;
  /** How long a stopping process waits for its runs. What is left then is taken up elsewhere once its lock has run out. */
  readonly patience: number = 8_000;
}
