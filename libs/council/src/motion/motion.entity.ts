import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import type { council } from '#contracts';
import { DomainError } from '#kernel';
import type { MotionState } from './motion-states.js';

/** A proposal in words; its text is bound by its hash from the moment it is tabled. */
@Entity('council_motion')
export class Motion {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'meeting_id' }) meetingId!: string;
  @Column('int') number!: number;
  @Column('uuid', { name: 'agenda_item_id', nullable: true }) agendaItemId!: string | null;
  @Column('text') title!: string;
  @Column('text') text!: string;
  @Column('text', { name: 'text_hash' }) textHash!: string;
  @Column('text') language!: string;
  @Column('uuid', { name: 'submitter_id' }) submitterId!: string;
  @Column('uuid', { name: 'seat_id', nullable: true }) seatId!: string | null;
  @Column('text') state!: MotionState;
  @Column('timestamptz', { name: 'tabled_at' }) tabledAt!: Date;
}

type Facts = Omit<Motion, 'text' | 'meetingId' | 'tabledAt'>;

export function motionView(motion: Facts): council.MotionFacts {
  const { id, number, agendaItemId, title, language, textHash, submitterId, seatId, state } = motion;
  return { id, number, agendaItemId, title, language, textHash, submitterId, seatId, state };
}

/** A motion of the meeting, whose lock the caller holds. */
export async function motionOf(db: EntityManager, meetingId: string, id: string): Promise<Motion> {
  const motion = await db.findOneBy(Motion, { meetingId, id });
  if (motion === null) throw new DomainError('motion_unknown', 'This meeting has no motion of this id.');
  return motion;
}

/** The latest motions without their texts, in the order of their numbers. */
export async function latestMotions(db: EntityManager, meetingId: string, most: number): Promise<council.MotionFacts[]> {
  const motions = await db.find(Motion, {
    where: { meetingId }, order: { number: 'DESC' }, take: most,
    select: { id: true, number: true, agendaItemId: true, title: true, language: true, textHash: true, submitterId: true, seatId: true, state: true },
  });
  return motions.reverse().map(motionView);
}
