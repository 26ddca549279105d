import { boxOfStep } from '../fence/area.js';
import type { Fix } from '../position/track.js';
import { settle, type Ground, type Lane, type Turn } from './settle.js';

/** The ground that is all countries, beside fences by their ids. */
export const COUNTRIES = 'countries';

/** Lanes of one unit by ground; one that is at its ground's start is left out. */
export type Lanes = Map<string, Lane<string>>;
export type Grounds = ReadonlyMap<string, Ground<string>>;

/** A turn, and which ground it is of. */
export interface Turned {
  readonly ground: string;
  readonly turn: Turn<string>;
}

/** Reads fixes on, in their order, from the one before them: moves the lanes, and says what turned. */
export function readOn(lanes: Lanes, before: Fix | null, fixes: readonly Fix[], grounds: Grounds): Turned[] {
  const turned: Turned[] = [];
  let last = before;
  for (const fix of fixes) {
    const step = boxOfStep(last ?? fix, fix);
    for (const [name, ground] of grounds) {
      const lane = lanes.get(name);
      if (lane === undefined && ground.isAway(step)) continue;
      const { lane: moved, turns } = settle(lane ?? { value: ground.start, turning: null }, last, fix, ground);
      if (moved.turning === null && moved.value === ground.start) lanes.delete(name);
      else lanes.set(name, moved);
      for (const turn of turns) turned.push({ ground: name, turn });
    }
    last = fix;
  }
  return turned;
}
