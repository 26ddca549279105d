import { corridor } from '#contracts';
import type { Door } from '../rehearsal/door.js';
import type { Device } from './report-places.js';

/** A unit with a device on board. */
export interface Vehicle extends Device {
  readonly name: string;
  readonly maxSpeedKmh: number;
  /** Whose unit it is. */
  readonly operatorId: string;
}

/**
 * Which units are to drive: those of these names; or the first so many that are in service and were nowhere since an instant,
 * since two journeys of one unit at one time make no track.
 */
export type Wanted = { readonly most: number; readonly stillSince: Date } | readonly string[];

/** Puts a device on board of each of the units. One that is there from an earlier convoy gets a new secret. */
export async function equipUnits(door: Door, corridorId: string, wanted: Wanted, tick: (what: string) => void): Promise<readonly Vehicle[]> {
  const fit = (await door.all(corridor.listUnits, { corridorId })).filter(({ state }) => state === 'in_service');
  const units = 'most' in wanted ? (await stillOnes(door, corridorId, fit, wanted.stillSince)).slice(0, wanted.most) : fit.filter(({ name }) => wanted.includes(name));
  const vehicles: Vehicle[] = [];
  for (const { id: unitId, institutionId: operatorId, name, vehicle } of units) {
    const deviceId = `convoy-${unitId.slice(-12)}`;
    const bound = (await door.all(corridor.listTrackers, { unitId })).find((tracker) => tracker.deviceId === deviceId && tracker.unboundAt === null);
    const { reportingId } = bound === undefined ? await door.send(corridor.bindTracker, { unitId, deviceId }) : await door.send(corridor.renewTracker, { unitId, trackerId: bound.id });
    vehicles.push({ unitId, operatorId, name, reportingId, maxSpeedKmh: vehicle.maxSpeedKmh });
    tick(`${vehicles.length} of ${units.length} units have a device on board`);
  }
  return vehicles;
}

async function stillOnes<Unit extends { readonly id: string }>(door: Door, corridorId: string, units: readonly Unit[], since: Date): Promise<readonly Unit[]> {
  const moved = new Set((await door.all(corridor.listPositions, { corridorId })).filter(({ fixTime }) => new Date(fixTime) >= since).map(({ unitId }) => unitId));
  return units.filter(({ id }) => !moved.has(id));
}
