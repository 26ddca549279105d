import type { Box } from '../fence/area.js';
import type { Fix } from '../position/track.js';

/** How long or how often a unit must be seen elsewhere before that counts. Whichever comes first. */
export interface Dwell {
  readonly dwellSeconds: number;
  readonly dwellFixes: number;
}

/** What a track is read against: a fence, with `inside` and `outside`, or the countries of the earth. */
export interface Ground<V extends string> {
  /** Where a track begins. */
  readonly start: V | null;
  /** Whether steps within this box surely leave a track at the start where it is; asked first, since most fences are far away. */
  isAway(step: Box): boolean;
  /** What counts at the time of this fix; null where the ground does not count then. */
  dwellAt(fix: Fix): Dwell | null;
  /** What the fix says; null when it decides nothing. */
  read(fix: Fix): V | null;
  /** When (ms) a unit that was not at `to` before came to it between two fixes. */
  momentOf(before: Fix, fix: Fix, to: V): number;
  /** A stay at another value that both ends of a step say nothing of: the unit drove right through. */
  passed(before: Fix, fix: Fix): Stay<V> | null;
}

/** At a value from one instant to another (ms). */
export interface Stay<V extends string> {
  readonly value: V;
  readonly from: number;
  readonly to: number;
}

/** Where a track has come to stand toward a ground: at a value, and perhaps turning to another since an instant (ms), in so many fixes. */
export interface Lane<V extends string> {
  readonly value: V | null;
  readonly turning: { readonly value: V; readonly at: number; readonly fixes: number } | null;
}

/** The track went from one value to another at `at` (ms); the fix at `settledAt` showed it, as the `place`th thing that it showed. */
export interface Turn<V extends string> {
  readonly from: V | null;
  readonly to: V;
  readonly at: number;
  readonly settledAt: number;
  readonly place: number;
}

/**
 * Takes one fix of a sorted track into account: the same fixes in the same order always end in the same lane and turns. A stay
 * elsewhere that was too short by time and by fixes is none, so that jitter on a line crosses nothing.
 */
export function settle<V extends string>(lane: Lane<V>, before: Fix | null, fix: Fix, ground: Ground<V>): { readonly lane: Lane<V>; readonly turns: readonly Turn<V>[] } {
  const dwell = ground.dwellAt(fix);
  const seen = dwell === null ? null : ground.read(fix);
  if (dwell === null || seen === null) return { lane, turns: [] };
  const counted = before !== null && ground.dwellAt(before) !== null ? before : null;
  return new Settling(lane, counted, fix, ground, dwell).see(seen);
}

/** One fix at work on a lane. */
class Settling<V extends string> {
  private value: V | null;
  private turning: Lane<V>['turning'];
  private readonly turns: Turn<V>[] = [];
  private readonly now: number;

  constructor(lane: Lane<V>, private readonly before: Fix | null, private readonly fix: Fix, private readonly ground: Ground<V>, private readonly dwell: Dwell) {
    ({ value: this.value, turning: this.turning } = lane);
    this.now = fix.fixTime.getTime();
  }

  see(seen: V): { readonly lane: Lane<V>; readonly turns: readonly Turn<V>[] } {
    const since = this.endStay(seen);
    if (seen !== this.value) {
      const { at, fixes } = this.turning ?? { at: since ?? this.momentOf(seen), fixes: 0 };
      this.turnTo(seen, at, fixes + 1);
    } else if (since === null && this.before !== null && this.ground.read(this.before) === seen) {
      this.passThrough(seen, this.before);
    }
    return { lane: { value: this.value, turning: this.turning }, turns: this.turns };
  }

  /** A stay at a third value, or at the one it turned to, is over: it counts when it was long enough. @returns when it ended */
  private endStay(seen: V): number | null {
    const stay = this.turning;
    if (stay === null || stay.value === seen) return null;
    const until = this.momentOf(seen);
    if (this.lasted(stay.at, until)) this.turn(stay.value, stay.at);
    this.turning = null;
    return until;
  }

  /** Between two fixes on the same side, the way may have led through. */
  private passThrough(seen: V, before: Fix): void {
    const stay = this.ground.passed(before, this.fix);
    if (stay === null || !this.lasted(stay.from, stay.to)) return;
    this.turn(stay.value, stay.from);
    this.turnTo(seen, stay.to, 1);
  }

  private turnTo(value: V, at: number, fixes: number): void {
    if (fixes >= this.dwell.dwellFixes || this.lasted(at, this.now)) this.turn(value, at);
    else this.turning = { value, at, fixes };
  }

  private turn(to: V, at: number): void {
    this.turns.push({ from: this.value, to, at, settledAt: this.now, place: this.turns.length });
    this.value = to;
    this.turning = null;
  }

  private lasted(from: number, to: number): boolean {
    return to - from >= this.dwell.dwellSeconds * 1_000;
  }

  private momentOf(value: V): number {
    return this.before === null ? this.now : this.ground.momentOf(this.before, this.fix, value);
  }
}
