import type { EntityManager } from 'typeorm';
import type { HubEvent, stream } from '#contracts';
import { parsePosition } from '../stream/position.js';
import { EVENT_COLUMNS, partitionsAfter, toEvent, WORDS_JOIN, type EventRow } from '../stream/log-event.js';

const OF_STREAM = `SELECT ${EVENT_COLUMNS}
  FROM (SELECT l.* FROM log_stream l WHERE l.name = $1 OFFSET 0) s
  JOIN log_event e ON e.stream_id = s.id AND ${partitionsAfter('0')} AND ($2::bigint IS NULL OR e."offset" <= $2::bigint) AND e.type = ANY ($3::text[])
  ${WORDS_JOIN} ORDER BY e."offset"`;

/**
 * The events of these kinds that stand in the stream of an event up to it, itself included, in order. What an event tells is told
 * a moment later, when tables may have gone on: so a teller sees how the thing stood then, and what the event changed of it.
 */
export function eventsUpTo(db: EntityManager, event: stream.Envelope, kinds: readonly HubEvent[]): Promise<readonly stream.Envelope[]> {
  return read(db, event.stream, parsePosition(event.position)?.offset ?? 0, kinds);
}

/** The events of these kinds that stand in a stream by now, in order. */
export function eventsOf(db: EntityManager, streamName: string, kinds: readonly HubEvent[]): Promise<readonly stream.Envelope[]> {
  return read(db, streamName, null, kinds);
}

async function read(db: EntityManager, streamName: string, upTo: number | null, kinds: readonly HubEvent[]): Promise<readonly stream.Envelope[]> {
  const rows = await db.query<EventRow[]>(OF_STREAM, [streamName, upTo, kinds.map(({ name }) => name)]);
  return rows.map((row) => toEvent(row).envelope);
}
