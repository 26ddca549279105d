import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { setting } from '#config';
import { reportKinds, reports, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { ReportClock } from '../clock.js';
import { insistOnParams, insistOnRecipients, insistOnTime } from './insist-on-schedule.js';
import { scheduleMachine } from './schedule-states.js';
import { Schedule, streamOf } from './schedule.entity.js';

const most = setting('HUB_REPORT_SCHEDULES', z.coerce.number().int().min(1).max(10_000).default(50), 'scheduled reports that one person may have at the same time');

@Injectable()
@Handles(reports.createSchedule, () => theHub)
export class CreateSchedule implements CommandHandler<typeof reports.createSchedule> {
  constructor(private readonly clock: ReportClock) {}

  async execute(actor: Principal, input: Input<typeof reports.createSchedule>, work: Work): Promise<Output<typeof reports.createSchedule>> {
    if (actor.personId === null) throw new DomainError('forbidden', 'Schedules belong to people.');
    const params = insistOnParams(input.kind, input.params);
    const dueAt = insistOnTime(input.cron, input.zone, this.clock.now());
    await insistOnRecipients(work.db, actor, input.recipients);
    await insistOnRoom(work.db, actor.personId);

    const id = newId();
    const window = input.window === undefined ? (reportKinds.get(input.kind)?.window ?? null) : input.window;
    await work.db.insert(Schedule, { ...input, id, ownerId: actor.personId, params, window, state: scheduleMachine.start, dueAt, createdAt: work.now, changedAt: work.now });
    work.record(reports.scheduleCreated, streamOf(id), { scheduleId: id, kind: input.kind });
    await noteAudit(work.db, actor, work.now, { action: reports.createSchedule.name, object: { kind: 'report', id } });
    return { scheduleId: id, state: scheduleMachine.start, dueAt: dueAt.toISOString() };
  }
}

/** One at a time for each owner, so that the bound holds. */
async function insistOnRoom(db: EntityManager, ownerId: string): Promise<void> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtextextended('report_schedule:' || $1, 0))`, [ownerId]);
  const [row] = await db.query<{ held: number }[]>(`SELECT count(*)::int AS held FROM report_schedule WHERE owner_id = $1 AND state <> 'ended'`, [ownerId]);
  if ((row?.held ?? 0) >= most.value) throw new DomainError('schedules_full', `A person has at most ${most.value} scheduled reports: end one first.`, { most: most.value });
}
