import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { corridor, Data } from '#contracts';
import { alertMachine, OPEN, type AlertState } from './alert-states.js';
import type { AlertKind, RaisedAlert } from './raised-alert.js';

export type Severity = RaisedAlert['severity'];
const SEVERITIES = ['extreme', 'severe', 'moderate', 'minor', 'unknown'] as const satisfies readonly Severity[];

/** Whether the first is worse than the second. */
export function isWorse(one: Severity, other: Severity): boolean {
  return SEVERITIES.indexOf(one) < SEVERITIES.indexOf(other);
}

/** Something that people are woken for, from the raising to its end. */
@Entity('corridor_alert')
export class Alert {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'corridor_id' }) corridorId!: string;
  @Column('uuid', { name: 'institution_id' }) institutionId!: string;
  @Column('text', { name: 'country_code' }) countryCode!: string;
  @Column('text') key!: string;
  @Column('text') kind!: AlertKind;
  @Column('boolean') exercise!: boolean;
  @Column('uuid', { name: 'unit_id', nullable: true }) unitId!: string | null;
  @Column('uuid', { name: 'deployment_id', nullable: true }) deploymentId!: string | null;
  @Column('uuid', { name: 'centre_id', nullable: true }) centreId!: string | null;
  @Column('text') severity!: Severity;
  @Column('text') urgency!: RaisedAlert['urgency'];
  @Column('text') certainty!: RaisedAlert['certainty'];
  @Column('text') category!: z.output<typeof corridor.alertCategory>;
  @Column('text', { name: 'response_type', nullable: true }) responseType!: z.output<typeof corridor.responseType> | null;
  @Column('text', { name: 'message_type' }) messageType!: Exclude<z.output<typeof corridor.messageType>, 'ack'>;
  @Column('uuid', { nullable: true }) supersedes!: string | null;
  @Column('text', { nullable: true }) headline!: string | null;
  @Column('text', { nullable: true }) description!: string | null;
  @Column('jsonb') facts!: NonNullable<RaisedAlert['facts']>;
  @Column('timestamptz', { name: 'observed_at' }) observedAt!: Date;
  @Column('timestamptz', { name: 'raised_at' }) raisedAt!: Date;
  @Column('timestamptz', { name: 'seen_at' }) seenAt!: Date;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { name: 'quiet_until', nullable: true }) quietUntil!: Date | null;
  @Column('timestamptz', { name: 'notified_at', nullable: true }) notifiedAt!: Date | null;
  @Column('timestamptz', { name: 'acknowledged_at', nullable: true }) acknowledgedAt!: Date | null;
  @Column('uuid', { name: 'acknowledged_by', nullable: true }) acknowledgedBy!: string | null;
  @Column('uuid', { name: 'assignee_id', nullable: true }) assigneeId!: string | null;
  @Column('timestamptz', { name: 'resolved_at', nullable: true }) resolvedAt!: Date | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('text') state!: AlertState;
  @Column('int') version!: number;
  @Column('int') level!: number;
  @Column('int') reminders!: number;
  @Column('int') count!: number;
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt!: Date | null;

  get isOpen(): boolean {
    return OPEN.some((state) => state === this.state);
  }

  /** Goes on by itself. A way that the machine does not know is a fault. */
  turn(to: AlertState): void {
    const way = alertMachine.transitions.find((t) => t.command === null && t.to === to && t.from.includes(this.state));
    if (way === undefined) throw new Error(`an alert does not go from ${this.state} to ${to} by itself`);
    this.state = to;
  }

  /** How it stands, as everybody who may see it is told. */
  standing(): Omit<Data<typeof corridor.alertChanged>, 'step' | 'byPersonId'> {
    const { id, institutionId, countryCode, kind, exercise, unitId, deploymentId, centreId, severity, urgency, certainty, category, messageType, supersedes, state, version, level, count, assigneeId, facts } = this;
    return {
      alertId: id, institutionId, countryCode, kind, exercise, unitId, deploymentId, centreId, severity, urgency, certainty, category, messageType, supersedes, state, version, level, count, assigneeId, facts,
      observedAt: this.observedAt.toISOString(), raisedAt: this.raisedAt.toISOString(), dueAt: this.dueAt?.toISOString() ?? null,
    };
  }
}

/** The latest alert of a key under its lock; null where it was never raised. */
export function lockLatest(db: EntityManager, about: { corridorId: string; key: string; exercise: boolean }): Promise<Alert | null> {
  return db.findOne(Alert, { where: about, order: { id: 'DESC' }, lock: { mode: 'for_no_key_update' } });
}
