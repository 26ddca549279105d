import { distanceBetween } from '../fence/measure.js';
import type { Fix } from '../position/track.js';

/** Metres a second while driving: nine tenths of the driving time it is slower than `fast`, half of it than `typical`, a tenth than `slow`. */
export interface Pace {
  readonly fast: number;
  readonly typical: number;
  readonly slow: number;
}

/** Slower than this (metres a second) a unit stands. */
const STANDS = 2;
/** Between fixes that are farther apart (ms) a unit may have stood in between. */
const APART = 30 * 60_000;
/** What is believed before anything is seen: shares of the vehicle's top speed, each as if seen for so long (ms). What is driven soon outweighs it. */
const BELIEVED = [0.3, 0.55, 0.8];
const BELIEVED_FOR = 10 * 60_000;

/** The pace of a unit by what it drove lately, in order of time, and by what its vehicle can do. */
export function reckonPace(track: readonly Pick<Fix, 'fixTime' | 'latitude' | 'longitude'>[], maxSpeedKmh: number): Pace {
  const top = maxSpeedKmh / 3.6;
  const seen = BELIEVED.map((share) => ({ speed: share * top, time: BELIEVED_FOR }));
  track.forEach((fix, at) => {
    const before = track[at - 1];
    if (before === undefined) return;
    const time = fix.fixTime.getTime() - before.fixTime.getTime();
    const speed = (distanceBetween(before, fix) / time) * 1_000;
    if (time > 0 && time <= APART && speed >= STANDS) seen.push({ speed: Math.min(speed, top), time });
  });
  seen.sort((a, b) => a.speed - b.speed);
  return { fast: quantile(seen, 0.9), typical: quantile(seen, 0.5), slow: quantile(seen, 0.1) };
}

/** The speed below which this share of the time was driven. */
function quantile(seen: readonly { readonly speed: number; readonly time: number }[], share: number): number {
  let left = share * seen.reduce((sum, { time }) => sum + time, 0);
  return seen.find(({ time }) => (left -= time) <= 0)?.speed ?? STANDS;
}
