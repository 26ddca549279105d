import { Injectable } from '@nestjs/common';
import { Database } from '#db';
import { systemActor } from '#kernel';
import { EVENT_COLUMNS, toEvent, WORDS_JOIN, type EventRow, type FeedEvent } from '../stream/log-event.js';

const reader = systemActor('feed');
/** Numbers of the feed that one look goes through. */
const SPAN = 5_000;

/** The runs that hold these numbers, and of their events those of some types; the last run may reach beyond. */
const SIFT = `SELECT f.seq - (f."to" - e."offset") AS seq, ${EVENT_COLUMNS}
  FROM (SELECT * FROM log_feed WHERE seq > $1::bigint AND seq <= coalesce((SELECT min(seq) FROM log_feed WHERE seq >= $2::bigint), $2::bigint)) f
  JOIN log_stream s ON s.id = f.stream_id AND ($4::text[] IS NULL OR s.name = ANY ($4::text[]))
  JOIN LATERAL (
    SELECT * FROM log_event e WHERE e.stream_id = s.id AND e.months = s.months
    AND e.month <= s.month AND e.month >= CASE WHEN f."from" >= s.month_from THEN s.month ELSE '-infinity' END
    AND e."offset" BETWEEN f."from" AND f."to" AND e.type = ANY ($3::text[]) OFFSET 0
  ) e ON true
  ${WORDS_JOIN}
  WHERE f.seq - (f."to" - e."offset") > $1::bigint AND f.seq - (f."to" - e."offset") <= $2::bigint
  ORDER BY 1`;

/** Reads single types of events out of a range of the feed, for who looks back: they are picked in the database, the rest is never sent. */
@Injectable()
export class FeedSieve {
  constructor(private readonly database: Database) {}

  /**
   * The events of these types after a number up to another, in the order of the feed. Those that retention has taken are not among them.
   * @param streams whole names, as `meeting:<id>`; all where they are left out
   */
  async *sift(after: number, upTo: number, types: readonly string[], streams?: readonly string[]): AsyncGenerator<FeedEvent> {
    for (let from = after; from < upTo; from += SPAN) {
      const rows = await this.database.transaction(reader, [], (db) => db.query<(EventRow & { seq: string })[]>(SIFT, [from, Math.min(upTo, from + SPAN), types, streams ?? null]), 'snapshot');
      for (const row of rows) yield Object.assign(toEvent(row), { seq: Number(row.seq) });
    }
  }
}
