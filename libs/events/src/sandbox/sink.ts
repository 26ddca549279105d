import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { events } from '#contracts';
import { DomainError } from '#kernel';

/** A sink as it stands in the database. */
export interface SinkRow {
  readonly id: string;
  readonly behaviour: events.Behaviour;
  readonly remaining: number | null;
  readonly received: number;
  readonly created_at: Date;
  readonly expires_at: Date;
}

export const SINK_COLUMNS = 'id, behaviour, remaining, received, created_at, expires_at';

/** For how many requests it behaves so; null: for ever. */
export function timesOf(behaviour: events.Behaviour): number | null {
  return behaviour.answer === 'well' ? null : behaviour.times;
}

export function toSink(row: SinkRow): z.output<typeof events.sinkFacts> {
  return { id: row.id, behaviour: row.behaviour, left: row.remaining, received: row.received, createdAt: row.created_at.toISOString(), expiresAt: row.expires_at.toISOString() };
}

/** One's own sink: row-level security shows no other. @throws DomainError sink_unknown */
export async function findSink(db: EntityManager, id: string): Promise<SinkRow> {
  const [row] = await db.query<SinkRow[]>(`SELECT ${SINK_COLUMNS} FROM events_sink WHERE id = $1 AND expires_at > now()`, [id]);
  if (row === undefined) throw new DomainError('sink_unknown', 'You have no sink of this id; it may have closed by itself.');
  return row;
}
