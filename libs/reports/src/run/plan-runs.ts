import { Injectable, type OnModuleInit } from '@nestjs/common';
import { reports } from '#contracts';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork, type Work } from '#log';
import { Jobs } from '#queue';
import { ReportClock } from '../clock.js';
import { findTimes } from '../schedule/find-times.js';
import { Schedule, streamOf } from '../schedule/schedule.entity.js';
import { chooseMissed } from './choose-missed.js';
import { addRun, runOf } from './run.rows.js';

const system = systemActor('reports');
/** Seconds between two looks: as late a report may begin, and as long an emptied queue goes unnoticed. */
const EVERY = 5;
/** Schedules planned by one look, each in a transaction of its own. */
const AT_ONCE = 200;
/** Times of one schedule that one look writes down; of more the oldest are passed over without a line. */
const MOST = 200;

/** Writes down what has come due, and sees to it that it is made, whatever became of the job for it: the truth stands in the database. */
@Injectable()
export class PlanRuns implements OnModuleInit {
  constructor(
    private readonly duties: Duties,
    private readonly unitOfWork: UnitOfWork,
    private readonly jobs: Jobs,
    private readonly clock: ReportClock,
  ) {}

  onModuleInit(): void {
    this.duties.every(EVERY, 'planning reports', () => this.plan());
  }

  /** Plans every schedule that is due, then has every run made that nobody is making. */
  async plan(): Promise<void> {
    for (let planned = 0; planned < AT_ONCE && (await this.planOne()); planned += 1);
    const open = await this.unitOfWork.read(system, [], (db) => db.query<{ id: string }[]>(
      `SELECT id FROM report_run WHERE state IN ('due', 'running') AND (try_at IS NULL OR try_at <= $1) AND (lease IS NULL OR lease_until <= clock_timestamp()) ORDER BY planned_at LIMIT ${AT_ONCE}`, [this.clock.now()]));
    if (open.length > 0) await this.jobs.addAll(reports.makeRun, open.map(({ id }) => ({ data: { runId: id }, options: { key: id } })));
  }

  /** Plans the schedule that is due for longest. @returns whether there was one */
  private planOne(): Promise<boolean> {
    return this.unitOfWork.run(system, [], async (work) => {
      const now = this.clock.now();
      const schedule = await work.db.createQueryBuilder(Schedule, 's').where(`s.state = 'active' AND s.due_at <= :now`, { now })
        .orderBy('s.due_at').setLock('pessimistic_write').setOnLocked('skip_locked').getOne();
      if (schedule === null) return false;
      await this.planDue(work, schedule, now);
      return true;
    });
  }

  private async planDue(work: Work, schedule: Schedule, now: Date): Promise<void> {
    const due: Date[] = [];
    let next: Date | null = null;
    // The time that it is due at is the first of them.
    for (const at of findTimes(schedule.cron, schedule.zone, new Date((schedule.dueAt ?? now).getTime() - 1))) {
      if (at > now) {
        next = at;
        break;
      }
      due.push(at);
      if (due.length > MOST) due.shift();
    }
    const { made, skipped } = chooseMissed(due, now, schedule.missed);
    for (const at of made) await addRun(work.db, now, runOf(schedule, 'schedule', at));
    for (const at of skipped) {
      const runId = await addRun(work.db, now, runOf(schedule, 'schedule', at, 'Its time had passed when it could have been made, and its schedule leaves such runs out.'));
      if (runId !== null) work.record(reports.runEnded, streamOf(schedule.id), { scheduleId: schedule.id, runId, nominalAt: at.toISOString(), state: 'skipped' });
    }
    // An expression that names no further time has come to its end.
    await work.db.update(Schedule, { id: schedule.id }, next === null ? { state: 'ended', dueAt: null } : { dueAt: next });
  }
}
