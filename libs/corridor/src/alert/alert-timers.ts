import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { corridor, type Data, type stream } from '#contracts';
import { systemActor, systemClock } from '#kernel';
import { Duties, On, UnitOfWork } from '#log';
import { Jobs } from '#queue';

const actor = systemActor('alerts');
/** Seconds between two looks at what is due: an emptied job store delays nobody by more. */
const EVERY = 10;
/** Alerts that one look takes up; the rest come with the next. */
const AT_ONCE = 500;

/** Sees to it that alerts go on: a timer in the job store for each step, and a look at the table for those that were lost. */
@Injectable()
export class AlertTimers implements OnModuleInit {
  private readonly logger = new Logger('AlertTimers');

  constructor(private readonly jobs: Jobs, private readonly duties: Duties, private readonly unitOfWork: UnitOfWork) {}

  onModuleInit(): void {
    this.duties.every(EVERY, 'alerts', () => this.sweep());
  }

  @On(corridor.alertChanged)
  async set(event: stream.Envelope): Promise<void> {
    const { alertId, version, dueAt } = event.data as Data<typeof corridor.alertChanged>;
    if (dueAt === null) return;
    const delay = Math.max(0, new Date(dueAt).getTime() - systemClock.now().getTime());
    // A queue that is away stops no projection: the next look finds what is due.
    await this.jobs.add(corridor.alertGoesOn, { alertId, version }, { delay, key: `${alertId}-${version}` }).catch((fault: unknown) => this.logger.warn({ err: fault }, 'the timer of an alert could not be set; it is found when it is due'));
  }

  /** Adds again what is due and has not gone on. */
  async sweep(): Promise<void> {
    const due = await this.unitOfWork.run(actor, [], ({ db, now }) =>
      db.query<{ id: string; version: number }[]>(`SELECT id, version FROM corridor_alert WHERE due_at <= $1 ORDER BY due_at LIMIT ${AT_ONCE}`, [now]));
    if (due.length > 0) await this.jobs.addAll(corridor.alertGoesOn, due.map(({ id: alertId, version }) => ({ data: { alertId, version }, options: { key: `${alertId}-${version}` } })));
  }
}
