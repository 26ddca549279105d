import { Injectable } from '@nestjs/common';
import { reports, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, insistOn, type CommandHandler } from '#realtime';
import { ReportClock } from '../clock.js';
import { insistOnParams, insistOnRecipients, insistOnTime } from './insist-on-schedule.js';
import { liveStates, scheduleMachine } from './schedule-states.js';
import { lockSchedule, Schedule, streamOf } from './schedule.entity.js';

/** What is given is changed, from the next run on. */
@Injectable()
@Handles(reports.changeSchedule, (input) => ({ kind: 'report', id: input.scheduleId }))
export class ChangeSchedule implements CommandHandler<typeof reports.changeSchedule> {
  constructor(private readonly clock: ReportClock) {}

  async execute(actor: Principal, { scheduleId, ...given }: Input<typeof reports.changeSchedule>, work: Work): Promise<Output<typeof reports.changeSchedule>> {
    const schedule = await lockSchedule(work.db, scheduleId);
    insistOn(scheduleMachine, schedule.state, liveStates);
    const changed = { ...schedule, ...given };
    const params = insistOnParams(changed.kind, changed.params);
    if (given.recipients !== undefined) await insistOnRecipients(work.db, actor, given.recipients);
    // The times begin anew with another rhythm; what has come due before is planned by the old one, or was.
    const next = insistOnTime(changed.cron, changed.zone, this.clock.now());
    const moved = given.cron !== undefined || given.zone !== undefined;
    const dueAt = schedule.state !== 'active' ? null : moved ? next : schedule.dueAt;

    await work.db.update(Schedule, { id: scheduleId }, { ...given, params, dueAt, changedAt: work.now });
    work.record(reports.scheduleChanged, streamOf(scheduleId), { scheduleId, fields: Object.keys(given).sort() });
    await noteAudit(work.db, actor, work.now, { action: reports.changeSchedule.name, object: { kind: 'report', id: scheduleId } });
    return { state: schedule.state, dueAt: dueAt?.toISOString() ?? null };
  }
}
