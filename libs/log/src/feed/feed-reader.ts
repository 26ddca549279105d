import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Database, planOnce } from '#db';
import { systemActor } from '#kernel';
import { EVENT_COLUMNS, toEvent, WORDS_JOIN, type EventRow, type FeedEvent } from '../stream/log-event.js';
import { Wakes } from '../tail/wakes.js';

const reader = systemActor('feed');

/** Events that a question is planned for: as many as are asked for, or the next larger of these. Of a number that is only known when it is asked the planner expects a tenth of everything. */
const SIZES = [1, 20, 100, 500, 1_000, 10_000];

/**
 * The feed keeps runs of events, each with the number of its last one. The first run may lie half before the beginning, and
 * retention may have taken the first half of any. So many runs are read as there may be events, and of these as many as it takes.
 */
const READ = (size: number): string => `SELECT f.seq - (f."to" - e."offset") AS seq, f.name AS stream, f.epoch, e."offset", e.id, e.type, e.time, e.actor, e.audience, e.data::text AS data, p.data::text AS words
  FROM (
    SELECT r.*, sum(r."to" - r."from" + 1) OVER (ORDER BY r.seq ROWS UNBOUNDED PRECEDING) - (r."to" - r."from" + 1) AS before
    FROM (
      SELECT n.seq, n."to", least(greatest(n."from", n."to" - (n.seq - $1::bigint) + 1, s.tail + 1), n."to" + 1) AS "from", s.id AS stream_id, s.name, s.epoch, s.months, s.month, s.month_from
      FROM (SELECT * FROM log_feed WHERE seq > $1::bigint ORDER BY seq LIMIT ${size}) n JOIN log_stream s ON s.id = n.stream_id
    ) r
  ) f
  JOIN LATERAL (
    SELECT * FROM log_event e WHERE e.stream_id = f.stream_id AND e.months = f.months AND e.month <= f.month
    AND e.month >= CASE WHEN f."from" >= f.month_from THEN f.month ELSE '-infinity' END
    AND e."offset" BETWEEN f."from" AND f."to"
    ORDER BY e."offset" LIMIT ${size}
  ) e ON true
  ${WORDS_JOIN}
  WHERE f.before < $2::int
  ORDER BY 1 LIMIT $2::int`;

/** Single events by their numbers: the run that holds each, and the offset that it stands at. */
const PICK = `SELECT n.seq, ${EVENT_COLUMNS}
  FROM unnest($1::bigint[]) n(seq)
  CROSS JOIN LATERAL (SELECT * FROM log_feed WHERE seq >= n.seq ORDER BY seq LIMIT 1) f
  JOIN log_stream s ON s.id = f.stream_id
  JOIN LATERAL (
    SELECT * FROM log_event e WHERE e.stream_id = f.stream_id AND e.months = s.months
    AND e.month <= s.month AND e.month >= CASE WHEN f."from" >= s.month_from THEN s.month ELSE '-infinity' END
    AND e."offset" = f."to" - (f.seq - n.seq) AND e."offset" >= f."from"
  ) e ON true
  ${WORDS_JOIN}
  ORDER BY 1`;

/** Pages that are kept for those who come to the same place. */
const PAGES = 16;

interface Waiter {
  readonly seq: number;
  readonly resolve: () => void;
}

/**
 * Reads the feed: every event of every stream under one sequence of numbers, which are given after commit. It skips no
 * late commit. Numbers of events that retention has taken are missing.
 */
@Injectable()
export class FeedReader implements BeforeApplicationShutdown {
  private readonly pages = new Map<string, Promise<readonly FeedEvent[]>>();
  private readonly heads = new Map<string, Promise<number>>();
  private readonly waiters = new Set<Waiter>();
  private looking = false;
  /** The feed may have grown since the last look. */
  private unlooked = true;
  /** The newest number that a look has found. */
  private seen = 0;
  private readonly stop: () => void;

  constructor(
    private readonly database: Database,
    wakes: Wakes,
  ) {
    this.stop = wakes.on('feed', () => {
      this.forget();
      this.unlooked = true;
      void this.look();
    });
  }

  /** Where the feed ends: the number of the newest event, 0 when there is none. */
  async head(): Promise<{ epoch: string; seq: number }> {
    const [row] = await this.database.ask<{ epoch: string; seq: string }>(reader, [], { text: 'SELECT epoch, seq FROM log_feed_head' });
    if (row === undefined) throw new Error('the feed has no head: the database is not migrated');
    return { epoch: row.epoch, seq: Number(row.seq) };
  }

  /** The events after a number, in order, `limit` of them at the most. */
  async read(after: number, limit: number): Promise<readonly FeedEvent[]> {
    const text = READ(SIZES.find((size) => size >= limit) ?? limit);
    const rows = await this.database.ask<EventRow & { seq: string }>(reader, [], planOnce, { text, values: [String(after), String(limit)] });
    return rows.map((row) => Object.assign(toEvent(row), { seq: Number(row.seq) }));
  }

  /** The events of these numbers, in order. Those that retention has taken are not among them. */
  async pick(numbers: readonly number[]): Promise<readonly FeedEvent[]> {
    const rows = await this.database.transaction(reader, [], (db) => db.query<(EventRow & { seq: string })[]>(PICK, [numbers]), 'snapshot');
    return rows.map((row) => Object.assign(toEvent(row), { seq: Number(row.seq) }));
  }

  /** As `read`; those who ask at the same place before the feed grows share one query. It may lack the very newest events. */
  readShared(after: number, limit: number): Promise<readonly FeedEvent[]> {
    return this.share(this.pages, `${after} ${limit}`, () => this.read(after, limit));
  }

  /**
   * Where a reader stands who found nothing after a number: retention may have taken the last events of the feed, and these are passed by.
   * Those who ask before the feed grows share one look at its head.
   */
  async pastGap(after: number): Promise<number> {
    const head = await this.share(this.heads, 'head', async () => (await this.head()).seq);
    if (head <= after) return after;
    // The head was read first: whatever stands before it is there to be read now.
    return (await this.read(after, 1)).length > 0 ? after : head;
  }

  private share<T>(kept: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
    const answer = kept.get(key) ?? read();
    if (kept.size >= PAGES) kept.clear();
    kept.set(key, answer);
    answer.catch(() => kept.delete(key));
    return answer;
  }

  private forget(): void {
    this.pages.clear();
    this.heads.clear();
  }

  /** Waits until the feed has grown past a number, for `patience` milliseconds at the most, or until the caller gives up. */
  async grown(seq: number, patience: number, gone?: AbortSignal): Promise<void> {
    if (gone?.aborted === true || this.seen > seq) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        gone?.removeEventListener('abort', end);
        this.waiters.delete(waiter);
        resolve();
      };
      const waiter = { seq, resolve: end };
      const timer = setTimeout(end, patience);
      gone?.addEventListener('abort', end);
      this.waiters.add(waiter);
      // It may have grown while nobody waited.
      if (this.unlooked) void this.look();
    });
  }

  beforeApplicationShutdown(): void {
    this.stop();
    for (const waiter of [...this.waiters]) waiter.resolve();
  }

  /** One look at the head serves all who wait; a wake-up during one makes it look once more. */
  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      while (this.unlooked && this.waiters.size > 0) {
        this.unlooked = false;
        const { seq } = await this.head();
        if (seq > this.seen) this.forget();
        this.seen = seq;
        for (const waiter of [...this.waiters]) if (seq > waiter.seq) waiter.resolve();
      }
    } catch {
      // The database is away: the next wake-up looks again, and a reader who has waited long enough asks for itself.
      this.unlooked = true;
    } finally {
      this.looking = false;
    }
  }
}
