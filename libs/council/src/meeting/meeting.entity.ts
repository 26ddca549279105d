import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import { Temporal } from 'temporal-polyfill';
import type { alliance, Command, council, Data } from '#contracts';
import { DomainError } from '#kernel';
import { insistOn, next } from '#realtime';
import { meetingMachine, type MeetingState } from './meeting-states.js';

/** A meeting of a body. Whatever orders its members (states, presence, places on lists) happens under the lock of its row. */
@Entity('council_meeting')
export class Meeting {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'body_id' }) bodyId!: string;
  @Column('text') title!: string;
  @Column('text') zone!: string;
  @Column('text') start!: string;
  @Column('int', { name: 'planned_minutes' }) plannedMinutes!: number;
  @Column('text') access!: 'members' | 'alliance';
  @Column('uuid', { name: 'chair_id', nullable: true }) chairId!: string | null;
  @Column('uuid', { name: 'secretary_ids', array: true }) secretaryIds!: string[];
  @Column('uuid', { name: 'interpreter_ids', array: true }) interpreterIds!: string[];
  @Column('int', { name: 'rules_version' }) rulesVersion!: number;
  @Column('jsonb') quorum!: alliance.QuorumRule;
  @Column('jsonb') majority!: alliance.MajorityRule;
  @Column('text') state!: MeetingState;
  @Column('int') version!: number;
  @Column('int') sitting!: number;
  @Column('boolean', { name: 'list_open' }) listOpen!: boolean;
  @Column('int', { name: 'floor_places' }) floorPlaces!: number;
  @Column('int', { name: 'motion_numbers' }) motionNumbers!: number;
  @Column('boolean') quorate!: boolean;
  @Column('text', { name: 'roll_hash', nullable: true }) rollHash!: string | null;
  @Column('timestamptz', { name: 'ledger_at', nullable: true }) ledgerAt!: Date | null;
  @Column('timestamptz', { name: 'called_to_order_at', nullable: true }) calledToOrderAt!: Date | null;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt!: Date | null;
  @Column('timestamptz', { name: 'drafted_at' }) draftedAt!: Date;

  /** Goes the way of a command; refuses one that does not start in this state. */
  move(command: Command): void {
    this.state = next(meetingMachine, this.state, command);
    this.version += 1;
  }

  /** Refuses an act that needs the meeting in one of these states. */
  insist(needs: readonly MeetingState[]): void {
    insistOn(meetingMachine, this.state, needs);
  }

  /**
   * The next instant of the ledger: this transaction's time, but always after every earlier entry, whichever
   * transaction waited longer for the lock. So that presence at an instant is never ambiguous.
   */
  tick(now: Date): Date {
    this.ledgerAt = this.ledgerAt !== null && this.ledgerAt >= now ? new Date(this.ledgerAt.getTime() + 1) : now;
    return this.ledgerAt;
  }

  /** The facts that the events of drafting and changing state. */
  facts(): Data<typeof council.meetingChanged> {
    const { bodyId, title, zone, start, plannedMinutes, access, chairId, secretaryIds, interpreterIds } = this;
    return { bodyId, title, zone, start, plannedMinutes, access, chairId, secretaryIds, interpreterIds };
  }

  /** What the doors show. */
  view(): council.MeetingFacts {
    const { id, state, version, sitting, rulesVersion, quorum, majority, listOpen } = this;
    return {
      ...this.facts(), id, state, version, sitting, rulesVersion, quorum, majority, listOpen,
      startsAt: instantOf(this.start, this.zone).toISOString(), calledToOrderAt: this.calledToOrderAt?.toISOString() ?? null, closedAt: this.closedAt?.toISOString() ?? null,
    };
  }

  /** Those who run the meeting. They may speak without a seat. */
  leaders(): readonly string[] {
    return [...(this.chairId === null ? [] : [this.chairId]), ...this.secretaryIds];
  }

  /** Everybody who has a part in the meeting besides the seats. */
  officers(): readonly string[] {
    return [...this.leaders(), ...this.interpreterIds];
  }
}

/** The instant of a wall time by today's rules of its zone; a time that a clock change skips or doubles is the one nearest to what was meant. */
export function instantOf(wallTime: string, zone: string): Date {
  return new Date(Temporal.PlainDateTime.from(wallTime).toZonedDateTime(zone).epochMilliseconds);
}

/** Reads a meeting under its lock, so that whoever acts on it waits for their turn. Foreign keys to it are not held up. */
export async function lockMeeting(db: EntityManager, id: string): Promise<Meeting> {
  const meeting = await db.findOne(Meeting, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (meeting === null) throw new DomainError('not_found', 'There is no meeting of this id.');
  return meeting;
}

/** The meeting, held as it is until the transaction ends, beside others who hold it so. @throws DomainError not_found */
export async function holdMeeting(db: EntityManager, id: string): Promise<Meeting> {
  const meeting = await db.findOne(Meeting, { where: { id }, lock: { mode: 'pessimistic_read' } });
  if (meeting === null) throw new DomainError('not_found', 'There is no meeting of this id.');
  return meeting;
}

/** Reads a meeting without a lock. */
export async function readMeeting(db: EntityManager, id: string): Promise<Meeting> {
  const meeting = await db.findOneBy(Meeting, { id });
  if (meeting === null) throw new DomainError('not_found', 'There is no meeting of this id.');
  return meeting;
}

/** Writes what changed of a locked meeting. */
export async function saveMeeting<K extends keyof Meeting>(db: EntityManager, meeting: Meeting, ...fields: readonly K[]): Promise<void> {
  await db.update(Meeting, { id: meeting.id }, Object.fromEntries(fields.map((field) => [field, meeting[field]])));
}

export function streamOf(meetingId: string): string {
  return `meeting:${meetingId}`;
}
