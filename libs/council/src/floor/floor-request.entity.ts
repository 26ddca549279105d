import { Column, Entity, In, PrimaryColumn, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { council } from '#contracts';
import { DomainError } from '#kernel';
import type { FloorState } from './floor-states.js';
import { orderSpeakers } from './order-speakers.js';

/** A request for the floor, and the speech that came of it. */
@Entity('council_floor_request')
export class FloorRequest {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'meeting_id' }) meetingId!: string;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('uuid', { name: 'seat_id', nullable: true }) seatId!: string | null;
  @Column('text') kind!: 'speech' | 'point_of_order';
  @Column('text', { nullable: true }) language!: string | null;
  @Column('text', { nullable: true }) topic!: string | null;
  @Column('int') place!: number;
  @Column('text') state!: FloorState;
  @Column('timestamptz', { name: 'requested_at' }) requestedAt!: Date;
  @Column('timestamptz', { nullable: true }) since!: Date | null;
  @Column('timestamptz', { nullable: true }) deadline!: Date | null;
  @Column('timestamptz', { nullable: true }) until!: Date | null;
}

type Speaker = z.output<typeof council.speakerFacts>;

function view(request: FloorRequest): Speaker {
  const { id, personId, seatId, kind, language, topic, place, state, requestedAt, since, deadline } = request;
  return { requestId: id, personId, seatId, kind, language, topic, place, state, requestedAt: requestedAt.toISOString(), since: since?.toISOString() ?? null, deadline: deadline?.toISOString() ?? null };
}

/** Who has the floor and who waits, in order. */
export async function readFloor(db: EntityManager, meetingId: string, listOpen: boolean): Promise<z.output<typeof council.floorFacts>> {
  const requests = await db.findBy(FloorRequest, { meetingId, state: In(['waiting', 'speaking']) });
  const speaker = requests.find((request) => request.state === 'speaking');
  const waiting = orderSpeakers(requests.filter((request) => request.state === 'waiting'));
  return { listOpen, speaker: speaker === undefined ? null : view(speaker), waiting: waiting.map(view) };
}

export function speakerOf(db: EntityManager, meetingId: string): Promise<FloorRequest | null> {
  return db.findOneBy(FloorRequest, { meetingId, state: 'speaking' });
}

/** A request that still waits. */
export async function waitingRequest(db: EntityManager, meetingId: string, id: string): Promise<FloorRequest> {
  const request = await db.findOneBy(FloorRequest, { meetingId, id, state: 'waiting' });
  if (request === null) throw new DomainError('request_unknown', 'The list of speakers has no waiting request of this id.');
  return request;
}
