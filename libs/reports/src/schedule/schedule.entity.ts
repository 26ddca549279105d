import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { ReportFormat, reports } from '#contracts';
import type { ScheduleState } from './schedule-states.js';

export type Recipient = z.output<typeof reports.recipient>;
export type MissedRuns = z.output<typeof reports.missedRuns>;
export type ReportLanguage = z.output<typeof reports.reportLanguage>;

/** A report that is made again and again. */
@Entity('report_schedule')
export class Schedule {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'owner_id' }) ownerId!: string;
  @Column('text') name!: string;
  @Column('text') kind!: string;
  @Column('jsonb') params!: object;
  /** Five fields, read off the wall clock of the zone. */
  @Column('text') cron!: string;
  @Column('text') zone!: string;
  /** An ISO 8601 duration that ends at the nominal time; null: all of its subject. */
  @Column('text', { nullable: true }) window!: string | null;
  @Column('text', { array: true }) formats!: ReportFormat[];
  /** Null: each reader's own. */
  @Column('text', { nullable: true }) language!: ReportLanguage | null;
  @Column('text') subject!: string;
  @Column('boolean', { name: 'skip_if_empty' }) skipIfEmpty!: boolean;
  @Column('jsonb') missed!: MissedRuns;
  @Column('int', { name: 'keep_days' }) keepDays!: number;
  @Column('jsonb') recipients!: Recipient[];
  @Column('text') state!: ScheduleState;
  /** The next nominal time; null where no run is planned. */
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt!: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
}

export const streamOf = (scheduleId: string): string => `report:${scheduleId}`;

/** Takes the schedule for this transaction: no two commands change it at once, and no run is planned meanwhile. */
export function lockSchedule(db: EntityManager, id: string): Promise<Schedule> {
  return db.findOneOrFail(Schedule, { where: { id }, lock: { mode: 'pessimistic_write' } });
}
