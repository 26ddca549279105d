import { featuresContaining, iso1A2Code } from '@rapideditor/country-coder';
import { LRUCache } from 'lru-cache';
import { momentWhen } from '../crossing/find-moment.js';
import type { Dwell, Ground } from '../crossing/settle.js';
import { turnTo, type Place } from '../fence/measure.js';
import type { Fix } from '../position/track.js';

/** Degrees of the cells that are looked up once where they lie in one country alone: large ones, and along borders small ones. */
const CELLS = [0.1, 0.01];
/** The outlines are simplified (within some hundred metres), so a country counts after a stay that no outline's fault explains. */
const dwell: Dwell = { dwellSeconds: 180, dwellFixes: 5 };

/** What a cell lies in as a whole, `country` null being the sea; null: in more than one of these. */
type Whole = { readonly country: string | null } | null;
const known = CELLS.map((side) => ({ side, cells: new LRUCache<number, { readonly whole: Whole }>({ max: 100_000 }) }));

/** The country of a place (ISO 3166-1 alpha-2); null at sea. */
export function countryAt({ latitude, longitude }: Place): string | null {
  for (const { side, cells } of known) {
    const [row, column] = [Math.floor(latitude / side), Math.floor(turnTo(0, longitude) / side)];
    const key = row * 100_000 + column;
    let cell = cells.get(key);
    if (cell === undefined) cells.set(key, (cell = { whole: wholeOf([column * side, row * side, (column + 1) * side, (row + 1) * side]) }));
    if (cell.whole !== null) return cell.whole.country;
  }
  return exactly(longitude, latitude);
}

function wholeOf(box: [number, number, number, number]): Whole {
  // Unions of countries contain the box too; only what has an outline of its own is a place.
  const found = new Set(featuresContaining(box).filter(({ geometry }) => geometry !== null).map(({ properties }) => properties.country ?? properties.iso1A2));
  if (found.size === 0) return { country: null };
  const [first, ...others] = [exactly(box[0], box[1]), exactly(box[2], box[3]), exactly(box[0], box[3]), exactly(box[2], box[1])];
  return found.size === 1 && first !== null && first !== undefined && others.every((corner) => corner === first) ? { country: first } : null;
}

function exactly(longitude: number, latitude: number): string | null {
  return iso1A2Code([turnTo(0, longitude), latitude], { level: 'country' });
}

/** The countries of the earth as a ground that tracks are read against. */
export const countries: Ground<string> = {
  start: null,
  isAway: () => false,
  dwellAt: () => dwell,
  read: (fix: Fix) => countryAt(fix),
  momentOf: (before, fix, to) => momentWhen(before, fix, (place) => countryAt(place) === to),
  passed: () => null,
};
