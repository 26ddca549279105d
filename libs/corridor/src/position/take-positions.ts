import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { isUnavailable, planOnce } from '#db';
import { DomainError, systemActor } from '#kernel';
import { pause, UnitOfWork } from '#log';
import { flushed, taken } from './metrics.js';
import type { Answer, Parcel } from './parcel.js';
import { lockTracks } from './lock-tracks.js';
import { StoreFixes } from './store-fixes.js';

/** Fixes and parcels of one transaction at the most: while it is written, the next gathers. */
const FLUSH_FIXES = 2_000;
const FLUSH_PARCELS = 500;
/**
 * Devices that were just answered send again, and go with the others: the next flush waits until as many have come, or enough for
 * a large one, for so many milliseconds at the most. It looks so often.
 */
const PACE = 10;
const LOOK = 1;
const LARGE = FLUSH_FIXES / 2;
/** Fixes that may wait; a device that comes then is told to come back. */
const QUEUE = 20_000;

interface Waiting {
  readonly parcel: Parcel;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (fault: unknown) => void;
}

const hub = systemActor('positions');

/**
 * Takes what devices report. One writer stores whatever has gathered in one transaction, so that a thousand devices cost little
 * more than one; each is answered after the commit.
 */
@Injectable()
export class TakePositions implements BeforeApplicationShutdown {
  private queue: Waiting[] = [];
  private waiting = 0;
  private writing: Promise<void> | null = null;
  private readonly stop = new AbortController();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly storeFixes: StoreFixes,
  ) {}

  /**
   * Stores a report. @returns an answer for each of its items, once it is committed; null where nobody is behind the sender
   * @throws DomainError rate_limited when too much waits, unavailable when the outcome is not known
   */
  take(parcel: Parcel): Promise<Answer> {
    if (this.stop.signal.aborted) return Promise.reject(new DomainError('unavailable', 'The hub is stopping; send the same report again.', { retryAfter: 2 }));
    if (this.waiting >= QUEUE) return Promise.reject(new DomainError('rate_limited', 'More positions are waiting to be written than the hub takes; come back in 1 s.', { retryAfter: 1 }));
    this.waiting += sizeOf(parcel);
    return new Promise((resolve, reject) => {
      this.queue.push({ parcel, resolve, reject });
      this.writing ??= this.write();
    });
  }

  /** Takes no more, and writes what is waiting. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.writing;
  }

  private async write(): Promise<void> {
    // What comes in the same turn goes into the first flush.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) {
      const waiting = this.next();
      await this.flush(waiting);
      await this.gather(waiting.length);
    }
    this.writing = null;
  }

  private async gather(answered: number): Promise<void> {
    const until = performance.now() + PACE;
    while (this.queue.length < answered && this.waiting < LARGE && performance.now() < until && !this.stop.signal.aborted) await pause(LOOK, this.stop.signal);
  }

  private next(): Waiting[] {
    let fixes = 0;
    let parcels = 0;
    for (const { parcel } of this.queue) {
      if (parcels === FLUSH_PARCELS || (parcels > 0 && fixes + sizeOf(parcel) > FLUSH_FIXES)) break;
      fixes += sizeOf(parcel);
      parcels += 1;
    }
    this.waiting -= fixes;
    return this.queue.splice(0, parcels);
  }

  private async flush(waiting: readonly Waiting[]): Promise<void> {
    try {
      const parcels = waiting.map(({ parcel }) => parcel);
      const opening = [planOnce, lockTracks(parcels.map(({ sender }) => sender))];
      const answers = await this.unitOfWork.run(hub, [], (work) => this.storeFixes.execute(work, parcels, work.opened), opening);
      waiting.forEach(({ resolve }, at) => resolve(answers[at] ?? null));
      tally(answers);
    } catch (fault) {
      if (isUnavailable(fault)) return waiting.forEach(({ reject }) => reject(fault));
      // One report that cannot be written, or too many events for one transaction, must not take the others along: each half for itself.
      if (waiting.length === 1) return waiting.forEach(({ reject }) => reject(fault));
      const half = waiting.length >> 1;
      await this.flush(waiting.slice(0, half));
      await this.flush(waiting.slice(half));
    }
  }
}

function sizeOf({ report }: Parcel): number {
  return Math.max(1, report.items.length);
}

/** Counts what became of the fixes. */
export function tally(answers: readonly Answer[]): void {
  let stored = 0;
  for (const { outcome, rule } of answers.flatMap((answer) => answer ?? [])) {
    if (outcome === 'stored' || outcome === 'late') stored += 1;
    else taken.inc({ outcome, rule: rule ?? '' });
  }
  if (stored === 0) return;
  taken.inc({ outcome: 'stored', rule: '' }, stored);
  flushed.observe(stored);
}
