import { Injectable, Logger } from '@nestjs/common';
import { corridor, type Data, type stream } from '#contracts';
import { systemActor, systemClock } from '#kernel';
import { Duties, On, UnitOfWork } from '#log';
import { Jobs } from '#queue';

const SWEEPER = systemActor('capacity');
/** Seconds between two looks for requests whose timer was lost with the queue. */
const LOOK = 30;
/** Requests of one look; the next one finds the rest. */
const PAGE = 500;

/** The timers of requests: one job for each state that has to end, at its time. The queue may lose it: what is due stands in the table. */
@Injectable()
export class RequestTimers {
  private readonly logger = new Logger('RequestTimers');

  constructor(private readonly jobs: Jobs, private readonly unitOfWork: UnitOfWork, duties: Duties) {
    duties.every(LOOK, 'requests whose time is over', () => this.sweep());
  }

  @On(corridor.requestChanged)
  async set(event: stream.Envelope): Promise<void> {
    const { requestId, version, state, until } = event.data as Data<typeof corridor.requestChanged>;
    if (state !== 'open' && state !== 'filled') return;
    const delay = Math.max(0, new Date(until).getTime() - systemClock.now().getTime());
    // A queue that is away stops no projection: the next look finds what is due.
    await this.jobs.add(corridor.endRequest, { requestId, version }, { delay, key: `${requestId}-${version}` }).catch((fault: unknown) => this.logger.warn({ err: fault }, 'the timer of a request could not be set; it is found when it is due'));
  }

  /** Adds again what is due and has not ended. */
  async sweep(): Promise<void> {
    const due = await this.unitOfWork.run(SWEEPER, [], ({ db, now }) => db.query<{ requestId: string; version: number }[]>(
      `SELECT id AS "requestId", version FROM corridor_capacity_request WHERE state IN ('open', 'filled') AND until <= $1 ORDER BY until LIMIT ${PAGE}`, [now]));
    if (due.length > 0) await this.jobs.addAll(corridor.endRequest, due.map((data) => ({ data, options: { key: `${data.requestId}-${data.version}` } })));
  }
}
