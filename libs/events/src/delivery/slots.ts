import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { setting } from '#config';

const total = setting('HUB_DELIVERY_SLOTS', z.coerce.number().int().min(8).max(10_000).default(1_000), 'requests to endpoints that one process makes at the same time; those that have hung for two seconds count apart, up to three times as many');

/** Of what is free beyond it, an endpoint may hold this part: many may hang before the others have to wait. */
const GREED = 1 / 16;
/** Retries, and requests to endpoints that fail, hold this part of all at the most: the rest is for first tries. */
const RETRIES = 1 / 2;

/** A request that was open for so long (ms) hangs. It needs no more than its socket, so it gives its slot to others. */
export const HANGS = 2_000;
/** Requests that hang, for each slot: beyond that they keep theirs. */
const HANGING = 3;

/** What a request is: a first try at an endpoint that answers, or anything else. */
export type Rank = 'first' | 'retry';

/** Who waits for a slot: what for, and how many its endpoint holds. */
export interface Waiter {
  readonly rank: Rank;
  readonly held: number;
  readonly wake: () => void;
}

/** The leave to make one request. */
export interface Slot {
  /** The request is over. */
  give(): void;
}

/**
 * The requests that this process may have open at the same time, shared so that neither endpoints that hang nor a backlog
 * of retries keep fresh events waiting.
 */
@Injectable()
export class Slots {
  private readonly used: Record<Rank | 'hanging', number> = { first: 0, retry: 0, hanging: 0 };
  private readonly waiting = new Set<Waiter>();

  /** Takes a slot for an endpoint that holds so many; null when there is none for it now. */
  take(rank: Rank, held: number): Slot | null {
    if (!this.may(rank, held)) return null;
    let as: Rank | 'hanging' = rank;
    this.used[as] += 1;
    const timer = setTimeout(() => {
      if (this.used.hanging >= total.value * HANGING) return;
      this.used.hanging += 1;
      this.leave(as);
      as = 'hanging';
    }, HANGS);
    return {
      give: () => {
        clearTimeout(timer);
        this.leave(as);
      },
    };
  }

  /** Has the waiter woken, once, when there may be a slot for it. Whoever waits already keeps its place. */
  await(waiter: Waiter): void {
    this.waiting.add(waiter);
  }

  /** It waits no more: what is free goes to another. */
  forget(waiter: Waiter): void {
    this.waiting.delete(waiter);
  }

  private leave(as: Rank | 'hanging'): void {
    this.used[as] -= 1;
    let { free } = this;
    for (const waiter of this.waiting) {
      if (free <= 0) return;
      if (!this.may(waiter.rank, waiter.held)) continue;
      this.waiting.delete(waiter);
      waiter.wake();
      free -= 1;
    }
  }

  private get free(): number {
    return total.value - this.used.first - this.used.retry;
  }

  private may(rank: Rank, held: number): boolean {
    if (this.free <= 0 || (held > 0 && held >= this.free * GREED)) return false;
    return rank === 'first' || this.used.retry < total.value * RETRIES;
  }
}
