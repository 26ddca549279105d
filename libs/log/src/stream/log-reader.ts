import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { asHub, Database } from '#db';
import { systemActor } from '#kernel';
import { EVENT_COLUMNS, partitionsAfter, toEvent, WORDS_JOIN, type EventRow, type LogEvent } from './log-event.js';
import type { Position } from './position.js';

const reader = systemActor('reader');

/**
 * Offsets have no hole, so a page ends at an offset that is known before; a LIMIT would read and sort all that is left of the
 * stream first. It is worked out below an OFFSET 0, since only as a column may row-level security let it into the index.
 */
const READ = `SELECT ${EVENT_COLUMNS}
  FROM (SELECT l.*, least($3::bigint, greatest($2::bigint, l.tail) + $4::bigint) AS until FROM log_stream l WHERE l.name = $1 OFFSET 0) s
  JOIN log_event e ON e.stream_id = s.id AND ${partitionsAfter('$2::bigint')} AND e."offset" > $2::bigint AND e."offset" <= s.until
  ${WORDS_JOIN} ORDER BY e."offset"`;

/** Single events of many streams; the few that one place names are looked up before anything is joined to them. */
const GATHER = `SELECT ${EVENT_COLUMNS}
  FROM unnest($1::text[], $2::bigint[]) AS w(stream, "offset")
  JOIN log_stream s ON s.name = w.stream
  JOIN LATERAL (
    SELECT * FROM log_event e WHERE e.stream_id = s.id AND e."offset" = w."offset" AND ${partitionsAfter('w."offset" - 1')} LIMIT 1
  ) e ON true
  ${WORDS_JOIN}`;

/** Single events of a stream, by their offsets. */
const PICK = `SELECT ${EVENT_COLUMNS}
  FROM (SELECT l.* FROM log_stream l WHERE l.name = $1 OFFSET 0) s
  JOIN log_event e ON e.stream_id = s.id AND e.months = s.months AND e.month <= s.month AND e."offset" = ANY ($2::bigint[])
  ${WORDS_JOIN} ORDER BY e."offset"`;

/** Reads streams from the database. It asks nobody's rights: who may see an event is the caller's to decide, by its audience. */
@Injectable()
export class LogReader {
  constructor(private readonly database: Database) {}

  /** Where the stream ends; null when there is no such stream yet. */
  head(stream: string): Promise<Position | null> {
    return this.database.transaction(reader, [], (db) => this.headIn(db, stream), 'snapshot');
  }

  /** Where the stream ends in the snapshot of an open transaction, whoever it runs for. */
  async headIn(db: EntityManager, stream: string): Promise<Position | null> {
    const [row] = await db.query<{ epoch: string; head: string }[]>('SELECT epoch, head FROM log_head($1)', [stream]);
    return row === undefined ? null : { epoch: row.epoch, offset: Number(row.head) };
  }

  /** The events after an offset, in order, `limit` of them at the most. */
  read(stream: string, after: number, limit: number): Promise<readonly LogEvent[]> {
    return this.rows(stream, after, Number.MAX_SAFE_INTEGER, limit).then((rows) => rows.map(toEvent));
  }

  /** As `read`, within an open transaction, whoever it runs for. */
  async readIn(db: EntityManager, stream: string, after: number, limit: number): Promise<readonly LogEvent[]> {
    const rows = await asHub(db, () => db.query<EventRow[]>(READ, [stream, after, Number.MAX_SAFE_INTEGER, limit]));
    return rows.map(toEvent);
  }

  /** The events from one offset to another, both included. Those that retention has taken are not among them. */
  history(stream: string, from: number, to: number): Promise<readonly LogEvent[]> {
    return this.rows(stream, from - 1, to, Math.max(0, to - from + 1)).then((rows) => rows.map(toEvent));
  }

  /** The events at these places, in any order; one that retention has taken is missing. For the transaction of one of the hub's own duties. */
  async gather(db: EntityManager, places: readonly { readonly stream: string; readonly offset: number }[]): Promise<readonly LogEvent[]> {
    const rows = await db.query<EventRow[]>(GATHER, [places.map(({ stream }) => stream), places.map(({ offset }) => offset)]);
    return rows.map(toEvent);
  }

  /** The events at these offsets, in order. Those that retention has taken are not among them. */
  async pick(stream: string, offsets: readonly number[]): Promise<readonly LogEvent[]> {
    const rows = await this.database.transaction(reader, [], (db) => db.query<EventRow[]>(PICK, [stream, offsets]), 'snapshot');
    return rows.map(toEvent);
  }

  /** As `read`, up to `to`, as rows. */
  rows(stream: string, after: number, to: number, limit: number): Promise<readonly EventRow[]> {
    return this.database.transaction(reader, [], (db) => db.query<EventRow[]>(READ, [stream, after, to, limit]), 'snapshot');
  }
}
