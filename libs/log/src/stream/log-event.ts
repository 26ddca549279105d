import type { stream as contract } from '#contracts';

/** One event of the log as the hub reads it: the envelope that readers get, and who may get it. */
export interface LogEvent {
  readonly stream: string;
  readonly epoch: string;
  readonly offset: number;
  readonly audience: readonly string[];
  readonly envelope: contract.Envelope;
}

/** An event and its place in the feed over all streams. */
export interface FeedEvent extends LogEvent {
  readonly seq: number;
}

/** A row of the columns below. Numbers of 64 bits come as text; JSON too, so that its size is known and it is parsed once. */
export interface EventRow {
  readonly stream: string;
  readonly epoch: string;
  readonly offset: string;
  readonly id: string;
  readonly type: string;
  readonly time: Date;
  readonly actor: string;
  readonly audience: string[];
  readonly data: string;
  readonly words: string | null;
}

/** What is read of an event `e` of the stream `s`; its words of people, where there still are some, stand in `p`. */
export const EVENT_COLUMNS = `s.name AS stream, s.epoch, e."offset", e.id, e.type, e.time, e.actor, e.audience, e.data::text AS data, p.data::text AS words`;

/**
 * Joins the words of people; an event without any asks for none. Here and in the tailer's query OFFSET 0 keeps the planner
 * from turning a look-up of a few rows by their key into a join of whole tables.
 */
export const WORDS_JOIN = `LEFT JOIN LATERAL (
    SELECT w.data FROM log_personal w WHERE e.personal IS NOT NULL AND w.stream_id = e.stream_id AND w."offset" = e."offset" OFFSET 0
  ) p ON true`;

/** Names the partitions to look into: events after an offset (`after`) in the stream's current month are in one of them. */
export function partitionsAfter(after: string): string {
  return `e.months = s.months AND e.month <= s.month AND e.month >= CASE WHEN ${after} + 1 >= s.month_from THEN s.month ELSE '-infinity' END`;
}

export function toEvent(row: EventRow): LogEvent {
  const { stream, epoch, audience, id, type, actor } = row;
  const data = JSON.parse(row.data) as Record<string, unknown>;
  if (row.words !== null) Object.assign(data, JSON.parse(row.words));
  return {
    stream, epoch, offset: Number(row.offset), audience,
    envelope: { id, type, stream, position: `${epoch}.${row.offset}`, time: row.time.toISOString(), actor, data },
  };
}

/** About how many bytes the event takes in memory. */
export function weightOf(row: EventRow): number {
  return 600 + 3 * (row.data.length + (row.words?.length ?? 0));
}
