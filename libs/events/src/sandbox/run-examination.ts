import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { events, type Data, type stream } from '#contracts';
import { Sealer } from '#db';
import { systemActor, systemClock } from '#kernel';
import { Duties, On, UnitOfWork } from '#log';
import { Jobs, Runs, type JobHandler, type JobRun } from '#queue';
import { Outbound } from '#outbound';
import type { Sink } from '../message/due.js';
import { loadSinks } from '../subscription/load-sinks.js';
import { streamOf } from '../subscription/subscription.entity.js';
import { runChecks, score, type CheckResult } from './run-checks.js';

const system = systemActor('sandbox');
/** How often (s) it is looked for examinations that nobody is at, and after how long (s) one is taken to be such. */
const LOOK = 60;
const LOST = 600;

type Named = Data<typeof events.examine>;

/** Sees to it that an examination that was asked for is run, even if the queue forgot it. */
@Injectable()
export class StartExaminations implements OnModuleInit {
  private readonly logger = new Logger('Examinations');

  constructor(private readonly jobs: Jobs, private readonly duties: Duties, private readonly unitOfWork: UnitOfWork) {}

  onModuleInit(): void {
    this.duties.every(LOOK, 'examinations', () => this.restart());
  }

  @On(events.examinationBegun)
  async start(event: stream.Envelope): Promise<void> {
    await this.queue(event.data as Named).catch((fault: unknown) => this.logger.warn({ err: fault }, 'an examination could not be queued; it is begun later'));
  }

  private async restart(): Promise<void> {
    const lost = await this.unitOfWork.read(system, [], (db) => db.query<{ id: string; subscription_id: string }[]>(
      `SELECT id, subscription_id FROM events_examination WHERE state = 'running' AND started_at < now() - make_interval(secs => ${LOST}) LIMIT 100`,
    ));
    for (const { id, subscription_id } of lost) await this.queue({ examinationId: id, subscriptionId: subscription_id });
  }

  private queue(named: Named): Promise<void> {
    return this.jobs.add(events.examine, named, { key: named.examinationId });
  }
}

/** Runs an examination. It may run twice, and then the receiver is sent everything twice; the result that is written first stays. */
@Injectable()
@Runs(events.examine)
export class RunExamination implements JobHandler<typeof events.examine> {
  constructor(private readonly unitOfWork: UnitOfWork, private readonly sealer: Sealer, private readonly outbound: Outbound) {}

  async run({ subscriptionId, examinationId }: Named, { signal }: Pick<JobRun, 'signal'>): Promise<void> {
    const sink = await this.find(subscriptionId, examinationId);
    if (sink === null) return;
    // For the receiver an examination is a subscription of its own, so that the true one's numbers are not touched.
    const results = await runChecks({ ...sink, id: examinationId }, this.outbound, () => systemClock.now(), signal);
    if (results !== null) await this.finish({ subscriptionId, examinationId }, results);
  }

  /** What the checks are sent with; null when the examination is finished. */
  private find(subscriptionId: string, examinationId: string): Promise<Sink | null> {
    return this.unitOfWork.read(system, [], async (db) => {
      const [running] = await db.query<object[]>(`SELECT FROM events_examination WHERE id = $1 AND state = 'running'`, [examinationId]);
      return running === undefined ? null : ((await loadSinks(db, this.sealer, [subscriptionId], systemClock.now()))[0] ?? null);
    });
  }

  private async finish({ subscriptionId, examinationId }: Named, results: readonly CheckResult[]): Promise<void> {
    const graded = score(results);
    await this.unitOfWork.run(system, [], async (work) => {
      const [, finished] = await work.db.query<[unknown, number]>(
        `UPDATE events_examination SET state = 'finished', finished_at = $2, score = $3, checks = $4 WHERE id = $1 AND state = 'running'`,
        [examinationId, work.now, graded, JSON.stringify(results)],
      );
      if (finished === 0) return;
      const passed = results.filter(({ result }) => result === 'passed').length;
      work.record(events.examinationFinished, streamOf(subscriptionId), { subscriptionId, examinationId, score: graded, passed, failed: results.length - passed });
    });
  }
}
