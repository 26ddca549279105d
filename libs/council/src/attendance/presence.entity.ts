import { Column, Entity, IsNull, PrimaryColumn, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { council } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, newId } from '#kernel';

export type Mode = z.output<typeof council.mode>;
export type EndedBy = z.output<typeof council.endedBy>;

/** A stretch of time in which a person acts for a seat; open while `until` is null. */
@Entity('council_presence')
export class Presence {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'meeting_id' }) meetingId!: string;
  @Column('uuid', { name: 'seat_id' }) seatId!: string;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('text') mode!: Mode;
  @Column('timestamptz') since!: Date;
  @Column('timestamptz', { nullable: true }) until!: Date | null;
  @Column('text', { name: 'ended_by', nullable: true }) endedBy!: EndedBy | null;
  @Column('timestamptz', { name: 'line_lost_at', nullable: true }) lineLostAt!: Date | null;
}

/** Who acts for a seat now, if anybody does. */
export function presenceOf(db: EntityManager, meetingId: string, seatId: string): Promise<Presence | null> {
  return db.findOneBy(Presence, { meetingId, seatId, until: IsNull() });
}

/** Whether a person acts for any seat now. */
export async function actsNow(db: EntityManager, meetingId: string, personId: string): Promise<boolean> {
  return (await db.countBy(Presence, { meetingId, personId, until: IsNull() })) > 0;
}

/** The seats that are present now. */
export async function presentSeats(db: EntityManager, meetingId: string): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ seat_id: string }[]>('SELECT seat_id FROM council_presence WHERE meeting_id = $1 AND until IS NULL', [meetingId]);
  return new Set(rows.map((row) => row.seat_id));
}

/** Begins a stretch of presence. An online one without any line is told as cut from the start: its grace runs. */
export async function beginPresence(db: EntityManager, begun: Pick<Presence, 'meetingId' | 'seatId' | 'personId' | 'mode' | 'since'>): Promise<void> {
  const lineLostAt = begun.mode === 'online' && !(await hasLine(db, begun.meetingId, begun.personId)) ? begun.since : null;
  await db.insert(Presence, { ...begun, id: newId(), until: null, endedBy: null, lineLostAt })
    .catch(refuseOn('council_one_seat_per_person', new DomainError('person_acts_already', 'This person acts for another seat now; check out there first.')));
}

/** Ends stretches of presence. */
export async function endPresence(db: EntityManager, ids: readonly string[], until: Date, endedBy: EndedBy): Promise<void> {
  await db.query('UPDATE council_presence SET until = $2, ended_by = $3 WHERE id = ANY ($1)', [ids, until, endedBy]);
}

async function hasLine(db: EntityManager, meetingId: string, personId: string): Promise<boolean> {
  const [row] = await db.query<{ up: boolean }[]>('SELECT EXISTS (SELECT FROM council_line WHERE meeting_id = $1 AND person_id = $2) AS up', [meetingId, personId]);
  return row?.up ?? false;
}
