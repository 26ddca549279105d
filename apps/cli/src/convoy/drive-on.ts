import { corridor } from '#contracts';
import type { Door } from '../rehearsal/door.js';
import { chanceOf } from '../demo/generate-names.js';
import { equipUnits, type Vehicle } from './equip-units.js';
import { dialects, planDrive, type TruePlace } from './plan-drive.js';
import { reportPlaces } from './report-places.js';
import { karakoram, Road, type Waypoint } from './road.js';

/** Seconds between two fixes of a vehicle that drives on. */
const EVERY = 10;
/** Hours that are planned ahead: driven to the end, the way back begins. */
const AHEAD = 24;

/** Keeps units on the road, up and down, in real time, so that the map lives; until `signal` aborts it. */
export async function driveOn({ door, corridorId, vehicles, ...trip }: Trip & { door: Door; corridorId: string; vehicles: readonly string[] }): Promise<void> {
  const fleet = await equipUnits(door, corridorId, vehicles, () => undefined);
  const places = new Map((await door.all(corridor.listPositions, { corridorId })).map((place) => [place.unitId, place]));
  await Promise.all(fleet.map((vehicle, index) => keepDriving(door.url, vehicle, { index, where: places.get(vehicle.unitId) }, trip)));
}

interface Trip {
  readonly signal: AbortSignal;
  /** Told what went wrong; the drive goes on. */
  readonly note: (text: string) => void;
}

/** A place of a fleet: its number, and where it was last. */
interface Start {
  readonly index: number;
  readonly where: Waypoint | undefined;
}

async function keepDriving(url: string, vehicle: Vehicle, { index, where }: Start, { signal, note }: Trip): Promise<void> {
  const roads = [new Road(karakoram), new Road([...karakoram].reverse())];
  for (let round = index; !signal.aborted; round += 1) {
    const road = roads[round % 2];
    if (road === undefined) return;
    // It goes on where it was, since nobody is somewhere else at once; what was nowhere yet begins apart from the others, so that the map is not one knot.
    const begin = where === undefined ? (road.length * (index + 0.5)) / 13 : road.nearest(where);
    const from = round === index ? begin : 0;
    const { places } = planDrive({ road, from, begins: new Date(), lasts: AHEAD * 3_600, every: EVERY, pace: 14, blackout: null, dialect: 'osmand' }, chanceOf(round));
    for (const place of places) {
      if (place.speed === 0 || !(await reached(place, signal))) break;
      await reportPlaces(url, vehicle, { dialect: dialects[index % dialects.length] ?? 'osmand', places: [place] }).catch((fault: Error) => {
        if (!signal.aborted) note(`${vehicle.name}: ${fault.message}`);
      });
    }
  }
}

/** Waits until it is the time of this place. @returns whether it came, or the drive was ended before */
function reached(place: TruePlace, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const ended = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', ended);
      resolve(!signal.aborted);
    }, Math.max(0, place.at.getTime() - Date.now()));
    signal.addEventListener('abort', ended, { once: true });
  });
}
