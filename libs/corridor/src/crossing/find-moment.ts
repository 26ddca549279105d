import { along, type Place } from '../fence/measure.js';
import type { Fix } from '../position/track.js';

/** How closely (ms) a crossing between two fixes is worked out. */
const CLOSE = 500;

/** The place and instant (ms) a share of the way between two fixes, at an even pace. */
export function between(before: Fix, fix: Fix, share: number): { readonly place: Place; readonly at: number } {
  const [from, to] = [before.fixTime.getTime(), fix.fixTime.getTime()];
  return { place: along(before, fix, share), at: from + (to - from) * share };
}

/**
 * The instant (ms) between two shares of a step at which `holds` begins to be so, by halving; the step's later end, where it
 * did hold at the beginning already and the line was crossed unseen.
 */
export function momentWhen(before: Fix, fix: Fix, holds: (place: Place) => boolean, [low, high]: readonly [number, number] = [0, 1]): number {
  const length = fix.fixTime.getTime() - before.fixTime.getTime();
  if (holds(between(before, fix, low).place)) return Math.round(between(before, fix, high).at);
  let [out, within] = [low, high];
  while ((within - out) * length > CLOSE) {
    const middle = (out + within) / 2;
    if (holds(between(before, fix, middle).place)) within = middle;
    else out = middle;
  }
  return Math.round(between(before, fix, within).at);
}
