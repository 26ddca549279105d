import type { Chance } from '../demo/generate-names.js';
import type { Road } from './road.js';

/** Where a vehicle was, and when: what its device measured. */
export interface TruePlace {
  readonly at: Date;
  readonly latitude: number;
  readonly longitude: number;
  /** Metres a second. */
  readonly speed: number;
  /** Degrees clockwise from north. */
  readonly course: number;
  /** Metres. */
  readonly accuracy: number;
}

/** How a device speaks to the hub. */
export const dialects = ['osmand', 'osmand_json', 'nmea', 'geojson'] as const;
export type Dialect = (typeof dialects)[number];

/** What is sent in one request. */
export interface Parcel {
  readonly dialect: Dialect;
  readonly places: readonly TruePlace[];
}

export interface Journey {
  readonly road: Road;
  /** Where on the road it begins (metres), and when. */
  readonly from: number;
  readonly begins: Date;
  /** Seconds that it lasts, and between two fixes. */
  readonly lasts: number;
  readonly every: number;
  /** Metres a second on an even road. */
  readonly pace: number;
  /** A stretch without a line: seconds from the beginning to its start, and how long. Null: never out of reach. */
  readonly blackout: { readonly after: number; readonly lasts: number } | null;
  readonly dialect: Dialect;
}

/** A journey as it was driven, and as it reaches the hub: in another order, and some of it twice. */
export interface Drive {
  readonly places: readonly TruePlace[];
  readonly parcels: readonly Parcel[];
}

/** A device sends what it could not send in batches of so many. */
const BATCH = 50;
/** One fix of so many is sent twice, as devices do when an answer got lost. */
const TWICE = 25;

/** Plans a journey and its troubles; the same chance gives the same drive. */
export function planDrive(journey: Journey, chance: Chance): Drive {
  const places = drive(journey, chance);
  const { blackout, dialect } = journey;
  const dark = (place: TruePlace): boolean => {
    const second = (place.at.getTime() - journey.begins.getTime()) / 1_000;
    return blackout !== null && second >= blackout.after && second < blackout.after + blackout.lasts;
  };
  const parcels: Parcel[] = [];
  const held: TruePlace[] = [];
  for (const place of places) {
    if (dark(place)) {
      held.push(place);
      continue;
    }
    if (held.length > 0) parcels.push(...newestFirst(held.splice(0)));
    parcels.push({ dialect, places: [place] });
    if (chance() < 1 / TWICE) parcels.push({ dialect, places: [place] });
  }
  if (held.length > 0) parcels.push(...newestFirst(held));
  return { places, parcels };
}

/** After a blackout a device sends the newest first: what is true now matters more than the way there. */
function newestFirst(held: readonly TruePlace[]): Parcel[] {
  const turned = [...held].reverse();
  return Array.from({ length: Math.ceil(turned.length / BATCH) }, (_, index) => ({ dialect: 'geojson' as const, places: turned.slice(index * BATCH, (index + 1) * BATCH) }));
}

/** Uphill and in towns it is slower: the pace wanders between six and eleven tenths. The place is off by what the device believes. */
function drive({ road, from, begins, lasts, every, pace }: Journey, chance: Chance): TruePlace[] {
  const places: TruePlace[] = [];
  for (let [second, metres, rate] = [0, from, 0.9]; second <= lasts; second += every) {
    const { latitude, longitude, course } = road.at(metres);
    const speed = metres >= road.length ? 0 : pace * rate;
    const accuracy = Math.round(3 + chance() * 9);
    const off = (): number => ((chance() - 0.5) * accuracy) / 111_320;
    places.push({ at: new Date(begins.getTime() + second * 1_000), latitude: round(latitude + off()), longitude: round(longitude + off()), speed: Number(speed.toFixed(2)), course: Number(course.toFixed(1)), accuracy });
    metres += speed * every;
    rate = Math.max(0.6, Math.min(1.1, rate + (chance() - 0.5) * 0.1));
  }
  return places;
}

/** Seven decimals are a centimetre: no device knows more. */
function round(degrees: number): number {
  return Number(degrees.toFixed(7));
}
