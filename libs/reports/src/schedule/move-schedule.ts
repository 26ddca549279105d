import { Injectable } from '@nestjs/common';
import { reports, type Command, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, next, type CommandHandler } from '#realtime';
import { ReportClock } from '../clock.js';
import { insistOnTime } from './insist-on-schedule.js';
import { scheduleMachine } from './schedule-states.js';
import { lockSchedule, Schedule, streamOf } from './schedule.entity.js';

/** Takes a schedule where a command leads, and tells of it. `dueAfter`: the next time comes after it; null where none is to come. */
async function moveSchedule(actor: Principal, scheduleId: string, work: Work, command: Command, dueAfter: Date | null): Promise<Schedule> {
  const schedule = await lockSchedule(work.db, scheduleId);
  const from = schedule.state;
  const to = next(scheduleMachine, from, command);
  const dueAt = dueAfter === null ? null : insistOnTime(schedule.cron, schedule.zone, dueAfter);
  await work.db.update(Schedule, { id: scheduleId }, { state: to, dueAt, changedAt: work.now });
  work.record(reports.scheduleMoved, streamOf(scheduleId), { scheduleId, from, to });
  await noteAudit(work.db, actor, work.now, { action: command.name, object: { kind: 'report', id: scheduleId } });
  return { ...schedule, state: to, dueAt };
}

@Injectable()
@Handles(reports.pauseSchedule, (input) => ({ kind: 'report', id: input.scheduleId }))
export class PauseSchedule implements CommandHandler<typeof reports.pauseSchedule> {
  async execute(actor: Principal, { scheduleId }: Input<typeof reports.pauseSchedule>, work: Work): Promise<Output<typeof reports.pauseSchedule>> {
    const { state } = await moveSchedule(actor, scheduleId, work, reports.pauseSchedule, null);
    return { state };
  }
}

/** What fell into the pause is not made up for: nobody missed it. */
@Injectable()
@Handles(reports.resumeSchedule, (input) => ({ kind: 'report', id: input.scheduleId }))
export class ResumeSchedule implements CommandHandler<typeof reports.resumeSchedule> {
  constructor(private readonly clock: ReportClock) {}

  async execute(actor: Principal, { scheduleId }: Input<typeof reports.resumeSchedule>, work: Work): Promise<Output<typeof reports.resumeSchedule>> {
    const { state, dueAt } = await moveSchedule(actor, scheduleId, work, reports.resumeSchedule, this.clock.now());
    return { state, dueAt: dueAt?.toISOString() ?? null };
  }
}

@Injectable()
@Handles(reports.endSchedule, (input) => ({ kind: 'report', id: input.scheduleId }))
export class EndSchedule implements CommandHandler<typeof reports.endSchedule> {
  async execute(actor: Principal, { scheduleId }: Input<typeof reports.endSchedule>, work: Work): Promise<Output<typeof reports.endSchedule>> {
    const { state } = await moveSchedule(actor, scheduleId, work, reports.endSchedule, null);
    return { state };
  }
}
