import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import type { Data, HubEvent, Personal } from '#contracts';
import { Database, isUnavailable } from '#db';
import { DomainError, systemClock } from '#kernel';
import { appended } from '../metrics.js';
import { formatPosition } from '../stream/position.js';
import { appendQuery } from './append-sql.js';
import { draftEvent, type Draft } from './draft-event.js';

/** Events in one flush. A transaction and its fsync cost as much as 26 events: the more share them the better, as long as none waits long. */
const FLUSH = 512;
/** Events that may wait; a publisher over it is told to come back. */
const QUEUE = 20_000;

export interface BatchOptions<E extends HubEvent> {
  /** Who or what the event is of: `person:<id>`, `system:<duty>`, `device:<id>`. */
  readonly actor: string;
  readonly time?: Date;
  readonly audience?: readonly string[];
  readonly personal?: Personal<E>;
}

interface Waiting {
  readonly draft: Draft;
  readonly resolve: (position: string) => void;
  readonly reject: (fault: unknown) => void;
}

/**
 * The append for facts that come at a high rate and change nothing else (positions, readings). Each publisher waits for
 * its own acknowledgement, which comes after the commit; one writer flushes whatever has gathered in one statement.
 */
@Injectable()
export class BatchedLog implements BeforeApplicationShutdown {
  private queue: Waiting[] = [];
  private writing: Promise<void> | null = null;
  private line: pg.Client | null = null;
  private stopped = false;

  constructor(private readonly database: Database) {}

  /**
   * Appends one event. @returns its position, once it is committed
   * @throws DomainError rate_limited when the queue is full, unavailable when the outcome is not known
   */
  append<E extends HubEvent>(event: E, stream: string, data: Data<E>, options: BatchOptions<E>): Promise<string> {
    if (this.stopped) return Promise.reject(new DomainError('unavailable', 'The hub is stopping; send the same request again.', { retryAfter: 2 }));
    if (this.queue.length >= QUEUE) return Promise.reject(new DomainError('rate_limited', 'More events are waiting to be written than the hub takes; come back in 1 s.', { retryAfter: 1 }));
    return new Promise((resolve, reject) => {
      this.queue.push({ draft: draftEvent(event, stream, data, { time: systemClock.now(), ...options }), resolve, reject });
      this.writing ??= this.write();
    });
  }

  /** Takes no more, and writes what is waiting. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.writing;
    await this.line?.end();
  }

  private async write(): Promise<void> {
    // What is published in the same turn goes into the first flush.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) await this.flush(this.queue.splice(0, FLUSH));
    this.writing = null;
  }

  private async flush(waiting: readonly Waiting[]): Promise<void> {
    try {
      const positions = await this.commit(waiting.map(({ draft }) => draft));
      waiting.forEach(({ resolve }, at) => resolve(positions[at] ?? ''));
    } catch (fault) {
      if (isUnavailable(fault)) {
        const refusal = new DomainError('unavailable', 'The database is away for the moment; send the same request again.', { retryAfter: 1 });
        return waiting.forEach(({ reject }) => reject(refusal));
      }
      // One event that the database refuses must not take the others with it: each alone.
      if (waiting.length > 1) for (const one of waiting) await this.flush([one]);
      else waiting.forEach(({ reject }) => reject(fault));
    }
  }

  /** Writes the events in one statement, which is one transaction. @returns the position of each */
  private async commit(drafts: readonly Draft[]): Promise<string[]> {
    const { streams, of, ...query } = appendQuery(drafts);
    const line = this.line ?? (await this.connect());
    const { rows } = await line.query<{ epochs: string[]; heads: string[] }>(query);
    appended.inc(drafts.length);
    const { epochs = [], heads = [] } = rows[0] ?? {};
    // A stream's last event stands at its head, the others before it in their order.
    const behind = streams.map(() => 0);
    return of.reduceRight<string[]>((positions, place, at) => {
      const stream = place - 1;
      const offset = Number(heads[stream]) - (behind[stream] ?? 0);
      behind[stream] = (behind[stream] ?? 0) + 1;
      positions[at] = formatPosition(epochs[stream] ?? '', offset);
      return positions;
    }, []);
  }

  /** A line of its own, which names its actor once: each flush is then a single round trip. */
  private async connect(): Promise<pg.Client> {
    const line = await this.database.connect('hub batched log');
    line.once('end', () => {
      if (this.line === line) this.line = null;
    });
    await line.query(`SELECT set_config('hub.actor', 'system:batched_log', false), set_config('lock_timeout', '10s', false)`);
    this.line = line;
    return line;
  }
}
