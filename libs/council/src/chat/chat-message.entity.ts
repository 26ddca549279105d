import { Column, Entity, LessThan, PrimaryColumn, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { council } from '#contracts';

/** A message in a meeting's chat; hidden ones have lost their text. */
@Entity('council_chat_message')
export class ChatMessage {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'meeting_id' }) meetingId!: string;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('timestamptz', { name: 'posted_at' }) postedAt!: Date;
  @Column('text', { nullable: true }) text!: string | null;
  /** Where the meeting's stream ended before the message: its event stands after that. */
  @Column('bigint', { name: 'log_after' }) logAfter!: string;
  @Column('timestamptz', { name: 'hidden_at', nullable: true }) hiddenAt!: Date | null;
  @Column('uuid', { name: 'hidden_by', nullable: true }) hiddenBy!: string | null;
  @Column('text', { name: 'hidden_for', nullable: true }) hiddenFor!: string | null;
}

export function messageView(message: ChatMessage): z.output<typeof council.chatMessage> {
  return { id: message.id, personId: message.personId, postedAt: message.postedAt.toISOString(), text: message.text, hiddenFor: message.hiddenFor };
}

/** The latest messages of a meeting, latest first; ids are made in the order of time. */
export function latestMessages(db: EntityManager, meetingId: string, most: number, before: string | null = null): Promise<ChatMessage[]> {
  return db.find(ChatMessage, { where: { meetingId, ...(before === null ? {} : { id: LessThan(before) }) }, order: { id: 'DESC' }, take: most });
}
