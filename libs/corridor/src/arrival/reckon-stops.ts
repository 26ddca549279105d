import { distanceBetween, type Place } from '../fence/measure.js';
import type { Way } from '../route/planned-way.js';
import type { Pace } from './reckon-pace.js';

/** A stop ahead. */
export interface Stop extends Place {
  readonly legId: string | null;
  readonly place: number;
  readonly zone: string;
  readonly plannedAt: Date | null;
  /** When the unit is to leave for it from the stop before; null where nothing is planned. */
  readonly departureAt: Date | null;
  /** It is on its way there. */
  readonly departed: boolean;
}

export interface Expected {
  readonly stop: Stop;
  readonly earliest: Date;
  readonly likely: Date;
  readonly latest: Date;
  readonly remainingMetres: number;
}

/** Roads are longer than the line of sight by about so much, where no way is planned. */
const DETOUR = 1.3;
const HOUR = 3_600_000;
/** Rest of drivers, after the usual rule of the road: 45 minutes after four and a half hours at the wheel, eleven hours after nine. */
const BREAK = { after: 4.5 * HOUR, for: 0.75 * HOUR };
const NIGHT = { after: 9 * HOUR, for: 11 * HOUR };

/** A drive (ms at the wheel) with its rests. A crew of two sleeps while it drives; one driver does not. */
export function withRests(drive: number, drivers: 1 | 2): number {
  const breaks = Math.max(0, Math.ceil(drive / BREAK.after) - 1);
  const nights = drivers === 2 ? 0 : Math.max(0, Math.ceil(drive / NIGHT.after) - 1);
  return drive + nights * NIGHT.for + (breaks - nights) * BREAK.for;
}

/**
 * When a unit that was at a place at an instant is expected at each stop ahead. Earliest: at its fast pace, two drivers, leaving each
 * stop at once. Likely and latest: at its typical and slow pace, one driver, leaving each stop as planned or when it has come there.
 * Nothing is expected before now.
 */
export function reckonStops(from: Place, seenAt: Date, now: Date, stops: readonly Stop[], { pace, way }: { readonly pace: Pace; readonly way: Way | null }): Expected[] {
  const expected: Expected[] = [];
  let [place, along, metres] = [from, way?.foot(from).along ?? 0, 0];
  const at = { earliest: seenAt.getTime(), likely: seenAt.getTime(), latest: seenAt.getTime() };
  for (const stop of stops) {
    const drive = driveTo(place, stop, way, along);
    metres += drive.metres;
    const planned = stop.departed ? 0 : (stop.departureAt?.getTime() ?? 0);
    at.earliest = notBefore(now, at.earliest + withRests(time(drive.metres, pace.fast), 2));
    at.likely = Math.max(at.earliest, notBefore(now, Math.max(at.likely, planned) + withRests(time(drive.metres, pace.typical), 1)));
    at.latest = Math.max(at.likely, notBefore(now, Math.max(at.latest, planned) + withRests(time(drive.metres, pace.slow), 1)));
    expected.push({ stop, earliest: new Date(at.earliest), likely: new Date(at.likely), latest: new Date(at.latest), remainingMetres: Math.round(metres) });
    [place, along] = [stop, drive.along];
  }
  return expected;
}

/** Along the planned way where both ends lie near it and in its order; else by the line of sight, lengthened. */
function driveTo(from: Place, to: Place, way: Way | null, along: number): { readonly metres: number; readonly along: number } {
  const sight = distanceBetween(from, to) * DETOUR;
  if (way === null) return { metres: sight, along };
  const [start, end] = [way.foot(from, along), way.foot(to, along)];
  const beside = (start.beside + end.beside) * DETOUR;
  return beside > sight ? { metres: sight, along } : { metres: Math.max(0, end.along - start.along) + beside, along: end.along };
}

const time = (metres: number, speed: number): number => (metres / speed) * 1_000;
const notBefore = (now: Date, at: number): number => Math.round(Math.max(now.getTime(), at));
