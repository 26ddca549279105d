import type { LogEvent } from '../stream/log-event.js';

/** Events and bytes that one stream may keep in memory. */
export const RING_EVENTS = 2_000;
export const RING_BYTES = 2 * 1024 * 1024;

export interface Weighed {
  readonly event: LogEvent;
  readonly weight: number;
}

/** The newest events of one stream without a hole, as far back as they fit. */
export class Ring {
  private kept: Weighed[] = [];
  /** How many at the front have gone; they are cut off in one go when there are many. */
  private gone = 0;
  bytes = 0;

  /** @param after the offset before the first event that is kept */
  constructor(private start: number) {}

  /** It holds every event after this offset. */
  get after(): number {
    return this.start;
  }

  push(events: readonly Weighed[]): void {
    for (const one of events) {
      this.kept.push(one);
      this.bytes += one.weight;
    }
    while (this.kept.length - this.gone > RING_EVENTS || this.bytes > RING_BYTES) this.drop(1);
    this.compact();
  }

  /** Puts older events in front, if they end where this begins and there is room; answers whether it did. */
  extend(events: readonly Weighed[]): boolean {
    const last = events.at(-1);
    const bytes = events.reduce((sum, { weight }) => sum + weight, 0);
    if (last === undefined || last.event.offset !== this.start) return false;
    if (events.length + this.kept.length - this.gone > RING_EVENTS || this.bytes + bytes > RING_BYTES) return false;
    this.kept = [...events, ...this.kept.slice(this.gone)];
    this.gone = 0;
    this.bytes += bytes;
    this.start -= events.length;
    return true;
  }

  /** The events after an offset; null when it does not reach back so far. */
  since(offset: number): LogEvent[] | null {
    if (offset < this.start) return null;
    return this.kept.slice(this.gone + offset - this.start).map(({ event }) => event);
  }

  /** Gives half of it back. */
  halve(): void {
    this.drop(Math.ceil((this.kept.length - this.gone) / 2));
    this.compact();
  }

  private drop(count: number): void {
    for (let dropped = 0; dropped < count; dropped += 1) {
      const one = this.kept[this.gone];
      if (one === undefined) return;
      this.bytes -= one.weight;
      this.gone += 1;
      this.start += 1;
    }
  }

  private compact(): void {
    if (this.gone < 256 && this.gone < this.kept.length) return;
    this.kept = this.kept.slice(this.gone);
    this.gone = 0;
  }
}
