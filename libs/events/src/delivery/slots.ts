import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { setting } from '#config';

const total = setting('HUB_DELIVERY_SLOTS', z.coerce.number().int().min(8).max(10_000).default(1_000), 'requests to endpoints that one process makes at the same time');

/** Of what is free beyond it, an endpoint may hold this part: many may hang before the others have to wait. */
const GREED = 1 / 16;
/** Retries, and requests to endpoints that fail, hold this part of all at the most: the rest is for first tries. */
const RETRIES = 1 / 2;

/** What a request is: a first try at an endpoint that answers, or anything else. */
export type Rank = 'first' | 'retry';

/** Who waits for a slot: what for, and how many its endpoint holds. */
export interface Waiter {
  readonly rank: Rank;
  readonly held: number;
  readonly wake: () => void;
}

/**
 * The requests that this process may have open at the same time, shared so that neither endpoints that hang nor a backlog
 * of retries keep fresh events waiting.
 */
@Injectable()
export class Slots {
  private readonly used: Record<Rank, number> = { first: 0, retry: 0 };
  private readonly waiting = new Set<Waiter>();

  /** Takes a slot for an endpoint that holds so many; false when there is none for it now. */
  take(rank: Rank, held: number): boolean {
    if (!this.may(rank, held)) return false;
    this.used[rank] += 1;
    return true;
  }

  /** Has the waiter woken, once, when there may be a slot for it. */
  await(waiter: Waiter): void {
    this.waiting.add(waiter);
  }

  forget(waiter: Waiter): void {
    this.waiting.delete(waiter);
  }

  give(rank: Rank): void {
    this.used[rank] -= 1;
    let { free } = this;
    for (const waiter of this.waiting) {
      if (!this.may(waiter.rank, waiter.held)) continue;
      this.waiting.delete(waiter);
      waiter.wake();
      free -= 1;
      if (free <= 0) return;
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
