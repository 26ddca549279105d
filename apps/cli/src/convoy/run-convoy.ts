import { corridor } from '#contracts';
import { StartFault } from '#db';
import { Collected } from '../finding/collected.js';
import { chanceOf } from '../demo/generate-names.js';
import type { Door } from '../rehearsal/door.js';
import type { Progress } from '../rehearsal/stage.js';
import { checkCrossings, checkLatest, checkTrack, convoyInvariants, type ConvoyFindings, type Driven } from './check-convoy.js';
import { drawFences } from './draw-fences.js';
import { equipUnits, type Vehicle } from './equip-units.js';
import { corridorName } from './plan-corridor.js';
import { dialects, planDrive, type Drive } from './plan-drive.js';
import { reportPlaces } from './report-places.js';
import { karakoram, Road } from './road.js';

export interface Convoy {
  /** The hub, as somebody who coordinates for the operator, or as an administrator. */
  readonly door: Door;
  /** Null: the first one that is active. */
  readonly corridorId: string | null;
  readonly vehicles: number;
  /** How far back the journey begins; it ends now. */
  readonly hours: number;
  readonly seed: number;
  readonly progress: Progress;
}

/** What a convoy found, as it is printed and written to `--json`. */
export interface ConvoyReport {
  readonly hub: string;
  readonly corridorId: string;
  readonly seconds: number;
  readonly vehicles: number;
  /** Names of the units that drove. */
  readonly names: readonly string[];
  readonly fixes: number;
  readonly requests: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly findings: ConvoyFindings['all'];
  readonly ok: boolean;
}

/** Seconds between two fixes of a vehicle. */
const EVERY = 30;
/** Out of reach for at most so long (s), in the middle of the journey. */
const BLACKOUT = 7_200;
/** Metres between two vehicles. */
const APART = 400;
/** Metres a second of a loaded lorry on a mountain road. */
const PACE = 14;

/** Drives units along a corridor of a running hub, with all the troubles of the road, and checks as a stranger what the hub made of it. */
export async function runConvoy({ door, progress, seed, ...convoy }: Convoy): Promise<ConvoyReport> {
  const began = performance.now();
  progress.phase('Corridor and units');
  const { corridorId, road } = await theRoad(door, convoy.corridorId);
  const begins = new Date(Math.floor(Date.now() / 1_000 - convoy.hours * 3_600) * 1_000);
  const vehicles = await equipUnits(door, corridorId, { most: convoy.vehicles, stillSince: begins }, (what) => progress.step(what));
  const [first] = vehicles;
  if (first === undefined) throw new StartFault(`No unit of this corridor is in service that has reported nothing for ${convoy.hours} h: enter one, ask for fewer hours, or wait.`);
  progress.phase(`${vehicles.length} units drive ${convoy.hours} h of the road`);
  const fences = await drawFences(door, { corridorId, institutionId: first.operatorId, road, countsFrom: begins });
  const planned = vehicles.map((vehicle, index) => ({ vehicle, drive: plan({ road, vehicle, index, begins, hours: convoy.hours }, seed) }));
  const driven = await driveAll(door.url, planned, progress);
  progress.phase('What the hub made of it');
  const findings: ConvoyFindings = new Collected(convoyInvariants);
  for (const one of driven) await checkTrack(door, one, findings);
  await checkLatest(door, corridorId, driven, findings);
  await checkCrossings(door, { corridorId, fences }, driven, findings);
  progress.end();
  const seconds = Math.round((performance.now() - began) / 1_000);
  return { ...summary(planned.map(({ drive }) => drive), driven), hub: door.url, corridorId, seconds, vehicles: vehicles.length, names: vehicles.map(({ name }) => name), findings: findings.all, ok: findings.all.every(({ verdict }) => verdict !== 'FAILED') };
}

async function theRoad(door: Door, wanted: string | null): Promise<{ corridorId: string; road: Road }> {
  const found = (await door.all(corridor.listCorridors, {})).find(({ id, state }) => state === 'active' && (wanted === null || id === wanted));
  if (found === undefined) throw new StartFault(wanted === null ? 'There is no corridor here: found one first, or start the demo.' : 'There is no active corridor of this id that you may know of.');
  if (found.name === corridorName) return { corridorId: found.id, road: new Road(karakoram) };
  const centres = new Map((await door.all(corridor.listCentres, { corridorId: found.id })).map(({ id, point }) => [id, point]));
  const stops = found.stops.flatMap((id) => centres.get(id) ?? []);
  if (stops.length < 2) throw new StartFault('The corridor has no road: set at least two stops first.');
  return { corridorId: found.id, road: new Road(stops) };
}

function plan({ road, vehicle, index, begins, hours }: { road: Road; vehicle: Vehicle; index: number; begins: Date; hours: number }, seed: number): Drive {
  const lasts = hours * 3_600;
  return planDrive({
    road, from: index * APART, begins, lasts, every: EVERY, pace: Math.min(PACE, (vehicle.maxSpeedKmh / 3.6) * 0.8), dialect: dialects[index % dialects.length] ?? 'osmand',
    blackout: { after: lasts / 3, lasts: Math.min(BLACKOUT, lasts / 3) },
  }, chanceOf(seed + index));
}

/** Each vehicle sends its parcels one after the other, all vehicles at the same time. */
async function driveAll(url: string, planned: readonly { vehicle: Vehicle; drive: Drive }[], progress: Progress): Promise<Driven[]> {
  const all = planned.reduce((sum, { drive }) => sum + drive.parcels.length, 0);
  let sent = 0;
  return Promise.all(planned.map(async ({ vehicle, drive }) => {
    const outcomes: string[] = [];
    for (const parcel of drive.parcels) {
      outcomes.push(...(await reportPlaces(url, vehicle, parcel)));
      sent += 1;
      progress.step(`${sent} of ${all} reports are answered`);
    }
    return { vehicle, places: drive.places, outcomes };
  }));
}

function summary(drives: readonly Drive[], driven: readonly Driven[]): Pick<ConvoyReport, 'fixes' | 'requests' | 'outcomes'> {
  const outcomes: Record<string, number> = {};
  for (const outcome of driven.flatMap((one) => one.outcomes)) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return { fixes: drives.reduce((sum, { places }) => sum + places.length, 0), requests: drives.reduce((sum, { parcels }) => sum + parcels.length, 0), outcomes };
}
