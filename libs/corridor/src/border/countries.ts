import { iso1A2Code, iso1A2Codes } from '@rapideditor/country-coder';
import { LRUCache } from 'lru-cache';
import { momentWhen } from '../crossing/find-moment.js';
import type { Dwell, Ground } from '../crossing/settle.js';
import { turnTo, type Place } from '../fence/measure.js';
import type { Fix } from '../position/track.js';

/** Degrees of a cell that is looked up once, where it lies in one country alone. */
const CELL = 0.1;
/** The outlines are simplified (within some hundred metres), so a country counts after a stay that no outline's fault explains. */
const dwell: Dwell = { dwellSeconds: 180, dwellFixes: 5 };

const cells = new LRUCache<number, { readonly country: string | null }>({ max: 50_000 });

/** The country of a place (ISO 3166-1 alpha-2); null at sea. */
export function countryAt({ latitude, longitude }: Place): string | null {
  const [row, column] = [Math.floor(latitude / CELL), Math.floor(turnTo(0, longitude) / CELL)];
  const key = row * 10_000 + column;
  let cell = cells.get(key);
  if (cell === undefined) cells.set(key, (cell = { country: onlyCountryOf([column * CELL, row * CELL, (column + 1) * CELL, (row + 1) * CELL]) }));
  return cell.country ?? exactly(longitude, latitude);
}

/** The one country in a box; null when there are more, or none. */
function onlyCountryOf(box: [number, number, number, number]): string | null {
  const found = new Set(iso1A2Codes(box));
  const corners = [exactly(box[0], box[1]), exactly(box[2], box[3]), exactly(box[0], box[3]), exactly(box[2], box[1])];
  const [first] = corners;
  return first !== null && first !== undefined && corners.every((corner) => corner === first) && found.size === 1 ? first : null;
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
