import type { EntityManager } from 'typeorm';
import { bytes, encodeArray, int8, text, uuid } from '#log';
import type { Plan } from './plan-page.js';
import type { Reader } from './readers.js';

/**
 * The fence: a subscription moves on only from where its reader found it. Whoever lost the duty, and does not know it yet,
 * moves nothing and so inserts nothing: rows are made only for those that moved, in the same statement.
 */
const WRITE = /* sql */ `
  WITH moved AS (
    UPDATE events_progress p SET position = m.position, sequence = m.sequence, digest = m.digest
    FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bytea[]) AS m(id, was, had, position, sequence, digest)
    WHERE p.subscription_id = m.id AND p.position = m.was AND p.sequence = m.had
    RETURNING p.subscription_id
  ), made AS (
    INSERT INTO events_delivery (subscription_id, sequence, event_id, type, stream, "offset", position, epoch, payload, digest, due_at, created_at)
    SELECT d.id, d.sequence, d.event_id, d.type, d.stream, d.at, d.position, d.epoch, d.payload, d.digest, $7, $7
    FROM unnest($8::uuid[], $9::bigint[], $10::uuid[], $11::text[], $12::text[], $13::bigint[], $14::bigint[], $15::text[], $16::text[], $17::bytea[])
      AS d(id, sequence, event_id, type, stream, at, position, epoch, payload, digest)
    JOIN moved ON moved.subscription_id = d.id
  )
  SELECT subscription_id AS id FROM moved`;

/** Writes a plan down, for the readers that get something and for those that only moved on. @returns who has moved */
export async function writeDeliveries(db: EntityManager, plan: Plan, readers: readonly Reader[], now: Date): Promise<ReadonlySet<string>> {
  // Rows are locked in one order, here and where outcomes are written.
  const ordered = [...readers].sort((a, b) => (a.id < b.id ? -1 : 1));
  await db.query('SELECT FROM events_progress WHERE subscription_id = ANY ($1::uuid[]) ORDER BY subscription_id FOR NO KEY UPDATE', [ordered.map(({ id }) => id)]);
  const end = (reader: Reader): { sequence: number; digest: Buffer } => plan.ends.get(reader.id) ?? reader;
  const { deliveries } = plan;
  const moved = await db.query<{ id: string }[]>(WRITE, [
    encodeArray(uuid, ordered.map(({ id }) => id)), encodeArray(int8, ordered.map(({ saved }) => saved)), encodeArray(int8, ordered.map(({ sequence }) => sequence)),
    encodeArray(int8, ordered.map(({ position }) => Math.max(position, plan.position))), encodeArray(int8, ordered.map((reader) => end(reader).sequence)),
    encodeArray(bytes, ordered.map((reader) => end(reader).digest)), now,
    encodeArray(uuid, deliveries.map((d) => d.subscriptionId)), encodeArray(int8, deliveries.map((d) => d.sequence)), encodeArray(uuid, deliveries.map((d) => d.event.envelope.id)),
    encodeArray(text, deliveries.map((d) => d.event.envelope.type)), encodeArray(text, deliveries.map((d) => d.event.stream)), encodeArray(int8, deliveries.map((d) => d.event.offset)),
    encodeArray(int8, deliveries.map((d) => d.event.seq)), encodeArray(text, deliveries.map((d) => d.epoch)), encodeArray(text, deliveries.map((d) => d.payload)),
    encodeArray(bytes, deliveries.map((d) => d.digest)),
  ]);
  return new Set(moved.map(({ id }) => id));
}
