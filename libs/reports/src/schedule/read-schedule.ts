import { Injectable } from '@nestjs/common';
import { Temporal } from 'temporal-polyfill';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { reportKinds, reports, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, theHub, type QueryHandler } from '#realtime';
import { ReportClock } from '../clock.js';
import { findTimes } from './find-times.js';
import { Schedule } from './schedule.entity.js';

/** Times that are shown. */
const SHOWN = 5;

@Injectable()
@Answers(reports.readSchedule, (params) => ({ kind: 'report', id: params.scheduleId }))
export class ReadSchedule implements QueryHandler<typeof reports.readSchedule> {
  async execute(_: Principal, { scheduleId }: Params<typeof reports.readSchedule>, db: EntityManager): Promise<Output<typeof reports.readSchedule>> {
    const schedule = await db.findOneBy(Schedule, { id: scheduleId });
    if (schedule === null) throw new DomainError('not_found', 'There is no schedule of this id.');
    const { dueAt, createdAt, changedAt, params, ...facts } = schedule;
    return { ...facts, params: params as Output<typeof reports.readSchedule>['params'], dueAt: dueAt?.toISOString() ?? null, createdAt: createdAt.toISOString(), changedAt: changedAt.toISOString() };
  }
}

@Injectable()
@Answers(reports.readTimes, () => theHub)
export class ReadTimes implements QueryHandler<typeof reports.readTimes> {
  constructor(private readonly clock: ReportClock) {}

  execute(_: Principal, { cron, zone, after }: Params<typeof reports.readTimes>): Promise<Output<typeof reports.readTimes>> {
    const times: { at: string; local: string }[] = [];
    for (const at of findTimes(cron, zone, after === undefined ? this.clock.now() : new Date(after))) {
      times.push({ at: at.toISOString(), local: Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toString() });
      if (times.length === SHOWN) break;
    }
    return Promise.resolve({ times });
  }
}

@Injectable()
@Answers(reports.listKinds, () => theHub)
export class ListKinds implements QueryHandler<typeof reports.listKinds> {
  execute(): Promise<Output<typeof reports.listKinds>> {
    const kinds = reportKinds.all().map(({ name, summary, params, window, example }) => ({ name, summary, params: z.toJSONSchema(params, { io: 'input' }), window, example }));
    return Promise.resolve({ kinds: kinds as Output<typeof reports.listKinds>['kinds'] });
  }
}
