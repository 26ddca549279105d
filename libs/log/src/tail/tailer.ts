import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Database } from '#db';
import { systemActor } from '#kernel';
import { remembered, streamsFollowed } from '../metrics.js';
import { LogReader } from '../stream/log-reader.js';
import { toEvent, weightOf, type LogEvent } from '../stream/log-event.js';
import type { Position } from '../stream/position.js';
import { Moves } from './moves.js';
import { readPass, type Followed, type StreamPass } from './read-pass.js';
import { Ring } from './ring.js';
import { Wakes } from './wakes.js';

/** While events keep coming, a pass begins this long (ms) after the one before: what comes meanwhile travels together. */
const PACE = 10;
/** How far back (events) a returning reader is brought from memory; one that is further back begins from a snapshot. */
const REACH = 1_000;
/** Memory for recent events of all followed streams together. */
const ALL_BYTES = 128 * 1024 * 1024;

export type PassListener = (passes: readonly StreamPass[]) => void;

/**
 * Follows streams for this process: reads each new event once and hands it to the listeners. It reads at once when it
 * was quiet, and every ten milliseconds while events keep coming. Recent events stay in memory, so that a thousand
 * readers who come back cost one read for each stream.
 */
@Injectable()
export class Tailer implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Tailer');
  private readonly followed = new Map<string, Followed>();
  private readonly opening = new Map<string, Promise<void>>();
  private readonly passListeners = new Set<PassListener>();
  private readonly resetListeners = new Set<(stream: string) => void>();
  private readonly moves = new Moves();
  private readonly stops: (() => void)[];
  private passing: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;
  /** Somebody woke it during a pass. */
  private again = false;
  private lastRead = 0;
  private stopped = false;

  constructor(
    private readonly wakes: Wakes,
    private readonly database: Database,
    private readonly reader: LogReader,
  ) {
    this.stops = [wakes.on('log', () => this.woken()), wakes.on('erased', (stream) => this.forget(stream))];
  }

  beforeApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.stops.forEach((stop) => stop());
  }

  /** Begins to follow a stream, which may not have an event yet. One `unfollow` is owed for it. @returns the position after which passes come */
  async follow(stream: string): Promise<Position> {
    for (;;) {
      const known = this.followed.get(stream);
      if (known !== undefined) {
        known.readers += 1;
        return { epoch: known.epoch, offset: known.position };
      }
      const opening = this.opening.get(stream) ?? this.open(stream).finally(() => this.opening.delete(stream));
      this.opening.set(stream, opening);
      await opening;
    }
  }

  unfollow(stream: string): void {
    const followed = this.followed.get(stream);
    if (followed === undefined) return;
    followed.readers -= 1;
    if (followed.readers === 0) this.followed.delete(stream);
  }

  /** How far a followed stream has been read: what all listeners have been told. Null when nobody follows it. */
  position(stream: string): Position | null {
    const followed = this.followed.get(stream);
    return followed === undefined ? null : { epoch: followed.epoch, offset: followed.position };
  }

  /** The events after an offset up to the position, from memory; null when it does not reach back so far. */
  recent(stream: string, after: number): LogEvent[] | null {
    return this.followed.get(stream)?.ring.since(after) ?? null;
  }

  /** @returns a function that stops it */
  onPass(listener: PassListener): () => void {
    this.passListeners.add(listener);
    return () => this.passListeners.delete(listener);
  }

  /** Told when a followed stream begins another history (a restore): positions of before are worth nothing. @returns a function that stops it */
  onReset(listener: (stream: string) => void): () => void {
    this.resetListeners.add(listener);
    return () => this.resetListeners.delete(listener);
  }

  /**
   * Makes `recent` reach back to an offset, if that can be done within bounds. All who ask at the same time share one read.
   * @returns false when the offset is too far back, no longer kept, or not reached yet
   */
  async reach(stream: string, after: number): Promise<boolean> {
    if (after > (this.followed.get(stream)?.position ?? after)) await this.pass();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const followed = this.followed.get(stream);
      if (followed === undefined || after > followed.position || followed.position - after > REACH) return false;
      if (followed.ring.after <= after) return true;
      followed.wanted = Math.min(followed.wanted, after);
      // Begun a turn later: by then all who came in this turn have said how far back they want it.
      followed.reaching ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.extend(stream, followed)).finally(() => {
        followed.reaching = null;
      });
      if (!(await followed.reaching)) return false;
    }
    return false;
  }

  private async open(stream: string): Promise<void> {
    const [row] = await this.database.transaction(systemActor('tailer'), [], (db) => db.query<{ id: string; epoch: string; head: string }[]>('SELECT id, epoch, head FROM log_open($1)', [stream]));
    if (row === undefined) throw new Error(`the stream ${stream} could not be opened`);
    const position = Number(row.head);
    this.followed.set(stream, { stream, id: row.id, epoch: row.epoch, position, ring: new Ring(position), readers: 0, wanted: position, reaching: null });
    // What came since its end was looked up is known to no pass yet.
    this.woken();
  }

  private async extend(stream: string, followed: Followed): Promise<boolean> {
    const { ring, epoch, wanted } = followed;
    followed.wanted = Number.MAX_SAFE_INTEGER;
    const until = ring.after;
    const rows = await this.reader.rows(stream, wanted, until, until - wanted);
    if (followed.ring !== ring || rows[0]?.epoch !== epoch || rows.length !== until - wanted) return false;
    // It may have dropped events at its front meanwhile; the next attempt reads up to there.
    return ring.extend(rows.map((row) => ({ event: toEvent(row), weight: weightOf(row) }))) || ring.after !== until;
  }

  private woken(): void {
    this.again = true;
    if (this.followed.size === 0 || this.passing !== null || this.timer !== undefined || this.stopped) return;
    const rest = this.lastRead + PACE - performance.now();
    if (rest <= 0) void this.pass();
    else this.timer = setTimeout(() => void this.pass(), rest);
  }

  /** One pass; whoever asks during one waits for the next. */
  private async pass(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.passing !== null) await this.passing;
    this.again = false;
    this.passing = this.passOnce();
    await this.passing;
    this.passing = null;
    if (this.again) this.woken();
  }

  private async passOnce(): Promise<void> {
    const began = performance.now();
    try {
      const { passes, resets, more } = await readPass(this.wakes, this.followed, { moves: this.moves, isOpening: () => this.opening.size > 0 });
      // A pass that found nothing for this process counts too: wake-ups for what nobody here reads would cost one each.
      this.lastRead = began;
      if (more) this.again = true;
      for (const stream of resets) this.resetListeners.forEach((listener) => listener(stream));
      if (passes.length > 0) this.passListeners.forEach((listener) => this.tell(listener, passes));
      this.keepWithinBounds();
    } catch (fault) {
      if (!this.stopped) this.logger.warn({ err: fault }, 'a pass over the log failed; the next wake-up reads again');
    }
  }

  /** A listener that fails must not keep the events from the others. */
  private tell(listener: PassListener, passes: readonly StreamPass[]): void {
    try {
      listener(passes);
    } catch (fault) {
      this.logger.error({ err: fault }, 'a listener of the log failed');
    }
  }

  private keepWithinBounds(): void {
    let bytes = 0;
    for (const { ring } of this.followed.values()) bytes += ring.bytes;
    remembered.set(bytes);
    streamsFollowed.set(this.followed.size);
    if (bytes <= ALL_BYTES) return;
    for (const { ring } of this.followed.values()) ring.halve();
  }

  /** Words were erased in a stream, or may have been in any ('') while the line was cut: what stands in memory may still hold them. */
  private forget(stream: string): void {
    for (const followed of this.followed.values()) if (stream === '' || followed.stream === stream) followed.ring = new Ring(followed.position);
  }
}
