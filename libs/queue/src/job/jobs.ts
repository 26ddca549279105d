import type { Data, Job } from '#contracts';

export interface JobOptions {
  /** Milliseconds until it is due. */
  readonly delay?: number;
  /**
   * At most one job of this key waits. While one runs, one more is kept for after it, so that what changed during the run
   * is not missed. One that is for later waits beside it, the earliest of several, and joins it when it is due: what is
   * for now is never put off. Letters, digits, `-` and `_`.
   */
  readonly key?: string;
}

/** When a repeated job runs. */
export type Rhythm = { readonly every: number } | { readonly cron: string; readonly zone: string };

/**
 * Work for later, outside the transaction that asks for it. The queue is no memory: whatever must happen stands in
 * PostgreSQL, and a sweeper adds again what is due, so that an emptied queue loses nothing. Data are ids only.
 */
export abstract class Jobs {
  abstract add<J extends Job>(job: J, data: Data<J>, options?: JobOptions): Promise<void>;
  /** Many at once, in one round trip. */
  abstract addAll<J extends Job>(job: J, all: readonly { readonly data: Data<J>; readonly options?: JobOptions }[]): Promise<void>;
  /** Repeats a job under a name until `unschedule`; the same name again changes it. Missed times collapse into one. */
  abstract schedule<J extends Job>(name: string, job: J, data: Data<J>, rhythm: Rhythm): Promise<void>;
  abstract unschedule(name: string): Promise<void>;
}
