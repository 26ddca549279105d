import { Injectable } from '@nestjs/common';
import { reports, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, insistOn, type CommandHandler } from '#realtime';
import { ReportClock } from '../clock.js';
import { liveStates, scheduleMachine } from '../schedule/schedule-states.js';
import { lockSchedule } from '../schedule/schedule.entity.js';
import { addRun, RUN_COLUMNS, runOf, spanOf, type RunRow } from './run.rows.js';

/** A run whose nominal time is now. It is made within seconds, as one that has come due. */
@Injectable()
@Handles(reports.startRun, (input) => ({ kind: 'report', id: input.scheduleId }))
export class StartRun implements CommandHandler<typeof reports.startRun> {
  constructor(private readonly clock: ReportClock) {}

  async execute(actor: Principal, { scheduleId }: Input<typeof reports.startRun>, work: Work): Promise<Output<typeof reports.startRun>> {
    const schedule = await lockSchedule(work.db, scheduleId);
    insistOn(scheduleMachine, schedule.state, liveStates);
    // Two that are asked for within one millisecond, or at a time that is planned, are one.
    const nominalAt = this.clock.now();
    const runId = (await addRun(work.db, nominalAt, runOf(schedule, 'now', nominalAt))) ?? (await standing(work, scheduleId, nominalAt));
    await noteAudit(work.db, actor, work.now, { action: reports.startRun.name, object: { kind: 'report', id: scheduleId } });
    return { runId, nominalAt: nominalAt.toISOString() };
  }
}

async function standing({ db }: Work, scheduleId: string, nominalAt: Date): Promise<string> {
  const [run] = await db.query<{ id: string }[]>('SELECT id FROM report_run WHERE schedule_id = $1 AND nominal_at = $2 AND again IS NULL', [scheduleId, nominalAt]);
  if (run === undefined) throw new Error(`the run of ${scheduleId} at ${nominalAt.toISOString()} is neither there nor can be added`);
  return run.id;
}

/** A run over the same events is for who asks, to be compared; one over the latest goes to all, with what has changed. */
@Injectable()
@Handles(reports.repeatRun, (input) => ({ kind: 'report_run', id: input.runId }))
export class RepeatRun implements CommandHandler<typeof reports.repeatRun> {
  constructor(private readonly clock: ReportClock) {}

  async execute(actor: Principal, { runId, over }: Input<typeof reports.repeatRun>, work: Work): Promise<Output<typeof reports.repeatRun>> {
    const [run] = await work.db.query<RunRow[]>(`SELECT ${RUN_COLUMNS} FROM report_run WHERE id = $1`, [runId]);
    if (run?.epoch == null || !['made', 'empty', 'failed'].includes(run.state)) throw new DomainError('run_not_ended', 'The run has not been made yet: there is nothing to make again.');
    const schedule = await lockSchedule(work.db, run.schedule_id);
    insistOn(scheduleMachine, schedule.state, liveStates);
    const added = await addRun(work.db, this.clock.now(), {
      schedule: { id: run.schedule_id, ownerId: run.owner_id }, plan: over === 'same' ? { ...run.plan, recipients: [] } : run.plan, window: spanOf(run), reason: 'again', nominalAt: run.nominal_at, skipped: null,
      again: { runId, epoch: over === 'same' ? run.epoch : null, upTo: over === 'same' ? run.up_to : null },
    });
    await noteAudit(work.db, actor, work.now, { action: reports.repeatRun.name, object: { kind: 'report', id: run.schedule_id } });
    if (added === null) throw new Error(`the run ${runId} could not be added again`);
    return { runId: added };
  }
}
