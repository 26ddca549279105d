import { Injectable } from '@nestjs/common';
import type { filter, stream as contract } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { formatPosition, parsePosition, Tailer } from '#log';
import { Rights } from '../access/rights.js';
import { Limits } from '../limit/limits.js';
import { framesFor, type Sieve } from './frames.js';
import { Snapshots } from './snapshots.js';

/** How a reader begins: where it stands, and the frames that bring it to now. */
export interface Opening {
  readonly position: string;
  readonly recovered: boolean;
  readonly snapshot?: unknown;
  readonly frames: readonly contract.Frame[];
}

/** What a reader asks for. */
export interface Reading {
  readonly stream: string;
  /** Its own position; null: it begins with a snapshot. */
  readonly since: string | null;
  /** What it wants of the stream; null: everything. */
  readonly wanted: filter.Wanted | null;
}

interface Start {
  readonly epoch: string;
  readonly offset: number;
  readonly recovered: boolean;
  readonly snapshot?: unknown;
}

/** How often an opening begins again because rights or the stream moved under it. */
const ATTEMPTS = 8;

/**
 * Brings a reader from where it was to live, at any door. Resume is all or nothing. The last step happens in one turn of
 * the event loop: the events since are taken from the tailer's memory and the reader joins the live rooms, so that no
 * event can fall between the two and none comes twice.
 */
@Injectable()
export class Subscriptions {
  constructor(
    private readonly rights: Rights,
    private readonly tailer: Tailer,
    private readonly snapshots: Snapshots,
    private readonly limits: Limits,
  ) {}

  /** Rights of somebody have changed: an opening that waits across it works its labels out again. */
  rightsMoved(): void {
    this.rights.moved();
    this.snapshots.forget();
  }

  /**
   * @param begin called once, synchronously at the moment where the reader goes live: joins the rooms and sends the opening.
   * The caller owns one `close(stream)` for each `open` that has begun.
   * @throws DomainError stream_unknown, joins_limited, position_invalid
   */
  async open(actor: Principal, { stream, since, wanted }: Reading, begin: (opening: Opening, labels: ReadonlySet<string>) => void): Promise<void> {
    const from = since === null ? null : parsePosition(since);
    if (since !== null && from === null) throw new DomainError('position_invalid', 'A position has the form <epoch>.<offset>.');
    this.limits.admitJoin();
    let version = this.rights.generation;
    let labels = await this.rights.insistOnLabels(actor, stream);
    await this.tailer.follow(stream);
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const start = await this.start(stream, labels, from);
        if (version !== this.rights.generation) {
          version = this.rights.generation;
          labels = await this.rights.insistOnLabels(actor, stream);
          if (version !== this.rights.generation) continue;
        }
        // From here to `begin` nothing is awaited.
        const opening = this.catchUp(stream, { labels, wanted }, start);
        if (opening !== null) return begin(opening, labels);
      }
      throw new DomainError('joins_limited', 'The stream moves too fast to join at this moment: come back in 1 s.', { retryAfter: 1 });
    } catch (error) {
      this.tailer.unfollow(stream);
      throw error;
    }
  }

  close(stream: string): void {
    this.tailer.unfollow(stream);
  }

  /** From the reader's own position if every event since can be had, else from a snapshot. */
  private async start(stream: string, labels: ReadonlySet<string>, from: { epoch: string; offset: number } | null): Promise<Start> {
    const now = this.tailer.position(stream);
    if (from !== null && now !== null && from.epoch === now.epoch && (await this.tailer.reach(stream, from.offset))) {
      return { ...from, recovered: true };
    }
    const snapshot = await this.snapshots.take(stream, labels);
    if (snapshot === null) return { epoch: now?.epoch ?? '', offset: now?.offset ?? 0, recovered: false };
    // A snapshot that others took may be older than this following of the stream: the events since are read into memory, or it is of no use.
    const behind = now !== null && snapshot.offset < now.offset;
    if (behind && !(await this.tailer.reach(stream, snapshot.offset))) this.snapshots.forget();
    return { epoch: snapshot.epoch, offset: snapshot.offset, recovered: false, ...(snapshot.state === undefined ? {} : { snapshot: snapshot.state }) };
  }

  /** The frames from the start to the tailer's position; null when the start can no longer be reached from memory. */
  private catchUp(stream: string, sieve: Sieve, start: Start): Opening | null {
    const now = this.tailer.position(stream);
    if (now === null || now.epoch !== start.epoch) return null;
    // A snapshot may be ahead of the tailer: the next frames then overlap it, and the reader skips what it has.
    const events = start.offset >= now.offset ? [] : this.tailer.recent(stream, start.offset);
    if (events === null) return null;
    const frames = framesFor(sieve, { stream, epoch: now.epoch, from: start.offset, to: now.offset, events });
    const { recovered, snapshot } = start;
    return { position: formatPosition(start.epoch, start.offset), recovered, ...(snapshot === undefined ? {} : { snapshot }), frames };
  }
}
