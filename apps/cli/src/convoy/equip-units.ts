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

/** Which units are to drive: the first so many that are in service, or those of these names. */
export type Wanted = number | readonly string[];

/** Puts a device on board of each of the units. One that is there from an earlier convoy gets a new secret. */
export async function equipUnits(door: Door, corridorId: string, wanted: Wanted, tick: (what: string) => void): Promise<readonly Vehicle[]> {
  const fit = (await door.all(corridor.listUnits, { corridorId })).filter(({ state }) => state === 'in_service');
  const units = typeof wanted === 'number' ? fit.slice(0, wanted) : fit.filter(({ name }) => wanted.includes(name));
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
