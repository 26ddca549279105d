import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { Data, Job } from '#contracts';

export const RUNS = 'hub:runs';

/** What a handler knows of the run that it is. */
export interface JobRun {
  readonly id: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborts when the process stops: come to the end of the step, what is left is taken up by another run. */
  readonly signal: AbortSignal;
}

/** Carries one kind of job out. It may run twice for one job: what must happen once goes through `Effects`. */
export interface JobHandler<J extends Job> {
  run(data: Data<J>, run: JobRun): Promise<void>;
}

/** Marks the one handler of a job: `@Injectable() @Runs(events.drain) class DrainSubscription implements JobHandler<typeof events.drain>`. */
export function Runs<J extends Job>(contract: J): CustomDecorator {
  return SetMetadata(RUNS, contract);
}
