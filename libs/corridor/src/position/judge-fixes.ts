import type { corridor } from '#contracts';
import type { Fix } from './track.js';

/** A fix that has arrived and waits to be judged. */
export interface Arrival {
  readonly fix: Fix;
  /** The device that measured it; null: a person says so. */
  readonly trackerId: string | null;
  /** A person has confirmed it, though the vehicle could not be that fast. */
  readonly confirmed: boolean;
}

/** What is known of a unit's track around what has arrived. */
export interface Known {
  /** Kilometres an hour that the vehicle can do. */
  readonly maxSpeedKmh: number;
  readonly latest: Fix | null;
  /** For arrivals that are not newer than the latest: what is stored around each. */
  readonly around: ReadonlyMap<Arrival, Neighbours>;
}

export interface Neighbours {
  readonly before: Place | null;
  readonly after: Place | null;
  /** This very fix is stored already. */
  readonly there: boolean;
}

export type Place = Pick<Fix, 'fixTime' | 'latitude' | 'longitude' | 'accuracy'>;

/** Limits that are settings. */
export interface Limits {
  /** Metres: a device that believes no better is not believed. */
  readonly accuracy: number;
  /** Days of history that are kept. */
  readonly days: number;
}

/** A device's clock may be so far ahead (ms) of the hub's: lines have delays, clocks drift. */
const AHEAD = 120_000;
/** What is further ahead (ms) says nothing at all. */
const TOO_FAR_AHEAD = 24 * 3_600_000;
const DAY = 86_400_000;
/** Vehicles are driven faster than they are entered with, downhill and by a gust. */
const MARGIN = 1.5;
/** Metres that a place may be off where the device does not say. */
const UNKNOWN_ACCURACY = 50;

/**
 * Judges what has arrived of one unit, in the order of the fixes' times whatever order they came in, so that a shuffled track
 * is judged like the ordered one. @returns the answer for each arrival
 */
export function judgeFixes(arrivals: readonly Arrival[], known: Known, limits: Limits): Map<Arrival, corridor.FixAnswer> {
  const answers = new Map<Arrival, corridor.FixAnswer>();
  const seen = new Set<string>();
  let before: Place | null = null;
  for (const arrival of [...arrivals].sort((a, b) => a.fix.fixTime.getTime() - b.fix.fixTime.getTime())) {
    const answer = judgeAlone(arrival, limits) ?? judgeAmong(arrival, known, before, seen);
    answers.set(arrival, answer);
    if (answer.outcome === 'stored' || answer.outcome === 'late') before = arrival.fix;
  }
  return answers;
}

/** What a fix says of itself. */
function judgeAlone({ fix }: Arrival, limits: Limits): corridor.FixAnswer | null {
  if (fix.latitude === 0 && fix.longitude === 0) return refused('latitude', 'at_zero');
  const ahead = fix.fixTime.getTime() - fix.serverTime.getTime();
  if (ahead > TOO_FAR_AHEAD) return refused('fixTime', 'too_far_ahead');
  if (ahead > AHEAD) return { outcome: 'held', field: 'fixTime', rule: 'clock_ahead' };
  if (-ahead > limits.days * DAY) return refused('fixTime', 'too_old');
  if ((fix.accuracy ?? 0) > limits.accuracy) return refused('accuracy', 'inaccurate');
  return null;
}

/** What it says beside the others of its unit. */
function judgeAmong(arrival: Arrival, { latest, around, maxSpeedKmh }: Known, before: Place | null, seen: Set<string>): corridor.FixAnswer {
  const { fix, confirmed } = arrival;
  const key = keyOf(fix);
  const stored = around.get(arrival);
  if (seen.has(key) || stored?.there === true) return { outcome: 'duplicate', field: 'fixTime', rule: 'duplicate' };
  const neighbours = [nearer(stored === undefined ? latest : stored.before, before, fix), stored?.after ?? null];
  // Who confirms it knows better than the rule: the unit went by aircraft. A slip of the pen would have the device's true places refused.
  if (!confirmed && neighbours.some((place) => place !== null && !couldBe(place, fix, maxSpeedKmh))) return refused('latitude', 'impossible_speed');
  seen.add(key);
  return { outcome: latest !== null && fix.fixTime <= latest.fixTime ? 'late' : 'stored' };
}

/** Of two places before a fix the later one; what is not before it is none. */
function nearer(a: Place | null, b: Place | null, fix: Fix): Place | null {
  if (b === null || b.fixTime > fix.fixTime) return a;
  return a === null || b.fixTime > a.fixTime ? b : a;
}

/** Whether the vehicle could be at both places, given how exact they are. */
function couldBe(a: Place, b: Place, maxSpeedKmh: number): boolean {
  const seconds = Math.max(1, Math.abs(b.fixTime.getTime() - a.fixTime.getTime()) / 1_000);
  const slack = (a.accuracy ?? UNKNOWN_ACCURACY) + (b.accuracy ?? UNKNOWN_ACCURACY);
  return metresBetween(a, b) - slack <= seconds * (maxSpeedKmh / 3.6) * MARGIN;
}

/** Mean radius of the earth (metres, IUGG). */
const EARTH = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** Metres along the great circle (haversine). */
export function metresBetween(a: Pick<Fix, 'latitude' | 'longitude'>, b: Pick<Fix, 'latitude' | 'longitude'>): number {
  const north = Math.sin(((b.latitude - a.latitude) * RADIANS) / 2) ** 2;
  const east = Math.sin(((b.longitude - a.longitude) * RADIANS) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(north + Math.cos(a.latitude * RADIANS) * Math.cos(b.latitude * RADIANS) * east)));
}

/** One place at one time of one unit. */
export function keyOf({ fixTime, latitude, longitude }: Place): string {
  return `${fixTime.getTime()} ${latitude} ${longitude}`;
}

function refused(field: string, rule: corridor.FixRule): corridor.FixAnswer {
  return { outcome: 'refused', field, rule };
}
