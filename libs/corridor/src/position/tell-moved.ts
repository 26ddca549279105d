import { LRUCache } from 'lru-cache';
import type { EntityManager } from 'typeorm';
import { corridor, type Data } from '#contracts';
import type { Work } from '#log';
import { sharesOf, type Share } from '../sharing/audience-of.js';
import type { LockedTrack } from './lock-tracks.js';
import type { Fix } from './track.js';

export type Moved = Pick<Fix, 'fixTime' | 'latitude' | 'longitude' | 'speed' | 'course' | 'accuracy'> & Pick<LockedTrack, 'unitId' | 'number'>;

/** Positions of one event: each has about 190 bytes, and an event has 16 KB. */
const AN_EVENT = 80;
/** How long (ms) what the compact says holds without being read again: far below the second in which a change must be felt. */
const FRESH = 300;

const shares = new LRUCache<string, Promise<readonly Share[]>>({ max: 1_000, ttl: FRESH });

/** The stream of a corridor's positions. */
export function positionsOf(corridorId: string): string {
  return `positions:${corridorId}`;
}

/** Tells everybody who may see the positions of this institution at once where its units are now: in full, or rounded. */
export async function tellMoved(work: Work, corridorId: string, institutionId: string, moved: readonly Moved[]): Promise<void> {
  const readers = (await knownShares(work.db, corridorId, institutionId)).filter(({ delaySeconds }) => delaySeconds === 0);
  const rounded = new Set(readers.flatMap(({ precisionMetres }) => precisionMetres ?? []));
  // Who reads for several institutions keeps what comes last, so the exact ones do.
  for (const precision of rounded) recordMoved(work, { corridorId, institutionId, precisionMetres: precision, delaySeconds: 0 }, moved, labelsAt(readers, precision));
  recordMoved(work, { corridorId, institutionId, precisionMetres: null, delaySeconds: 0 }, moved, ['administrators', ...labelsAt(readers, null)]);
}

function labelsAt(readers: readonly Share[], precision: number | null): string[] {
  return [...new Set(readers.filter(({ precisionMetres }) => precisionMetres === precision).map(({ audience }) => audience))];
}

/** Records events for one audience, as exact and as late as it may see. */
export function recordMoved(work: Work, of: Omit<Data<typeof corridor.positionMoved>, 'positions'>, moved: readonly Moved[], audience: readonly string[]): void {
  for (let at = 0; at < moved.length; at += AN_EVENT) {
    const positions = moved.slice(at, at + AN_EVENT).map((one) => ({ ...lowered(one, of.precisionMetres), fixTime: one.fixTime.toISOString(), unitId: one.unitId, number: one.number }));
    work.record(corridor.positionMoved, positionsOf(of.corridorId), { ...of, positions }, { audience });
  }
}

/** Metres in a degree of latitude. */
const DEGREE = 111_320;

/**
 * A place as exact as its reader may know it: the middle of the square of so many metres in which it lies. The squares lie still,
 * so that many looks tell no more than one; what says which way and how fast is left out.
 */
export function lowered<P extends Pick<Fix, 'latitude' | 'longitude' | 'speed' | 'course' | 'accuracy'>>(place: P, precisionMetres: number | null): Pick<Fix, 'latitude' | 'longitude' | 'speed' | 'course' | 'accuracy'> {
  const { latitude, longitude, speed, course, accuracy } = place;
  if (precisionMetres === null) return { latitude, longitude, speed, course, accuracy };
  const north = precisionMetres / DEGREE;
  const middle = clamp(snap(latitude, north), 90);
  const east = precisionMetres / (DEGREE * Math.max(0.01, Math.cos((middle * Math.PI) / 180)));
  return { latitude: middle, longitude: clamp(snap(longitude, east), 180), speed: null, course: null, accuracy: precisionMetres };
}

function snap(degrees: number, step: number): number {
  return Math.round((Math.floor(degrees / step) + 0.5) * step * 1e5) / 1e5;
}

function clamp(degrees: number, most: number): number {
  return Math.max(-most, Math.min(most, degrees));
}

function knownShares(db: EntityManager, corridorId: string, institutionId: string): Promise<readonly Share[]> {
  const key = `${corridorId} ${institutionId}`;
  const known = shares.get(key);
  if (known !== undefined) return known;
  const reading = sharesOf(db, corridorId, institutionId, 'position');
  shares.set(key, reading);
  reading.catch(() => shares.delete(key));
  return reading;
}
