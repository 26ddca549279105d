import type { EntityManager } from 'typeorm';
import { filter, type events } from '#contracts';
import type { z } from 'zod';
import type { Payload } from '../message/allowed-payload.js';
import type { Sink } from '../message/due.js';

/** An active subscription as the dispatcher knows it. */
export interface Reader {
  readonly id: string;
  readonly ownerId: string;
  readonly payload: Payload;
  readonly protocol: Sink['protocol'];
  readonly wants: filter.Wanted;
  /** The number in the feed up to which it has been looked at, and up to which that is written down. */
  position: number;
  saved: number;
  /** Its newest delivery, and the digest up to it. */
  sequence: number;
  digest: Buffer;
}

interface Row {
  readonly id: string;
  readonly owner_id: string;
  readonly payload: Payload;
  readonly protocol: Sink['protocol'];
  readonly filter: z.output<typeof events.filter>;
  readonly position: string;
  readonly sequence: string;
  readonly digest: Buffer;
}

/** The active ones among these subscriptions; null: all active ones. Their filters are compiled once, for all events to come. */
export async function readReaders(db: EntityManager, ids: readonly string[] | null): Promise<readonly Reader[]> {
  const rows = await db.query<Row[]>(
    `SELECT s.id, s.owner_id, s.payload, s.protocol, s.filter, p.position, p.sequence, p.digest
     FROM events_subscription s JOIN events_progress p ON p.subscription_id = s.id
     WHERE s.state = 'active' AND ($1::uuid[] IS NULL OR s.id = ANY ($1::uuid[]))`, [ids]);
  return rows.map((row) => ({
    id: row.id, ownerId: row.owner_id, payload: row.payload, protocol: row.protocol, wants: filter.compileFilter(row.filter),
    position: Number(row.position), saved: Number(row.position), sequence: Number(row.sequence), digest: row.digest,
  }));
}
