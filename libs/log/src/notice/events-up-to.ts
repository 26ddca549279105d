import type { EntityManager } from 'typeorm';
import type { HubEvent, stream } from '#contracts';
import { parsePosition } from '../stream/position.js';
import { EVENT_COLUMNS, partitionsAfter, toEvent, WORDS_JOIN, type EventRow } from '../stream/log-event.js';

const UP_TO = `SELECT ${EVENT_COLUMNS}
  FROM (SELECT l.* FROM log_stream l WHERE l.name = $1 OFFSET 0) s
  JOIN log_event e ON e.stream_id = s.id AND ${partitionsAfter('0')} AND e."offset" <= $2::bigint AND e.type = ANY ($3::text[])
  ${WORDS_JOIN} ORDER BY e."offset"`;

/**
 * The events of these kinds that stand in the stream of an event up to it, itself included, in order. What an event tells is told
 * a moment later, when tables may have gone on: so a teller sees how the thing stood then, and what the event changed of it.
 */
export async function eventsUpTo(db: EntityManager, event: stream.Envelope, kinds: readonly HubEvent[]): Promise<readonly stream.Envelope[]> {
  const rows = await db.query<EventRow[]>(UP_TO, [event.stream, parsePosition(event.position)?.offset ?? 0, kinds.map(({ name }) => name)]);
  return rows.map((row) => toEvent(row).envelope);
}
