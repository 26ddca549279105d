import type { corridor } from '#contracts';
import type { Moved } from './tell-moved.js';

/** A position in the integers that a bad line carries: about 45 bytes. */
export function compact({ number, latitude, longitude, fixTime, speed, course }: Pick<Moved, 'number' | 'latitude' | 'longitude' | 'fixTime' | 'speed' | 'course'>): corridor.CompactPosition {
  return [number, Math.round(latitude * 1e5), Math.round(longitude * 1e5), Math.floor(fixTime.getTime() / 1_000), speed === null ? -1 : Math.round(speed * 10), course === null ? -1 : Math.round(course)];
}
