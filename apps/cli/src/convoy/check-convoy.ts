import { corridor } from '#contracts';
import { Collected } from '../finding/collected.js';
import type { Door } from '../rehearsal/door.js';
import type { Vehicle } from './equip-units.js';
import { FENCE_METRES, type DrawnFence } from './draw-fences.js';
import type { TruePlace } from './plan-drive.js';
import { metresBetween } from './road.js';

/** What must hold after a convoy, as somebody can see who knows where it was and reads what the hub says. */
export const convoyInvariants = {
  whole: 'Each track is whole: every fix is there once, at its own time and place',
  answers: 'Every fix was answered, and nothing was refused',
  latest: 'The position of each unit is its newest fix, whatever arrived last',
  crossings: 'Each fence on the way was entered once and left once, in the order of the road',
} as const;
export type ConvoyFindings = Collected<keyof typeof convoyInvariants>;

/** A vehicle's journey: where it was, and what the hub answered to what it sent. */
export interface Driven {
  readonly vehicle: Vehicle;
  readonly places: readonly TruePlace[];
  readonly outcomes: readonly string[];
}

/** Seven decimals of a degree, and five of a minute in NMEA, are less than this many metres. */
const NEAR = 0.5;

/** Reads the track back over the public door and compares it with the journey. */
export async function checkTrack(door: Door, { vehicle, places, outcomes }: Driven, findings: ConvoyFindings): Promise<void> {
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return;
  const to = new Date(last.at.getTime() + 1_000).toISOString();
  const kept = await door.all(corridor.readTrack, { unitId: vehicle.unitId, from: first.at.toISOString(), to, limit: corridor.TRACK_PAGE });
  const byTime = new Map(kept.map((fix) => [new Date(fix.fixTime).getTime(), fix]));
  findings.check('whole', kept.length === byTime.size, () => `${vehicle.name}: ${kept.length} fixes at ${byTime.size} instants`);
  findings.check('whole', byTime.size === places.length, () => `${vehicle.name}: ${byTime.size} of ${places.length} fixes are kept`);
  for (const place of places) {
    const fix = byTime.get(place.at.getTime());
    findings.check('whole', fix !== undefined && metresBetween(fix, place) < NEAR, () => `${vehicle.name}: ${fix === undefined ? 'nothing' : 'another place'} at ${place.at.toISOString()}`);
  }
  const refused = outcomes.filter((outcome) => !['stored', 'late', 'duplicate'].includes(outcome));
  findings.check('answers', refused.length === 0, () => `${vehicle.name}: ${refused.length} of ${outcomes.length} were ${[...new Set(refused)].join(', ')}`);
}

/** The newest positions of the corridor against where the vehicles ended. */
export async function checkLatest(door: Door, corridorId: string, driven: readonly Driven[], findings: ConvoyFindings): Promise<void> {
  const positions = new Map((await door.all(corridor.listPositions, { corridorId })).map((position) => [position.unitId, position]));
  for (const { vehicle, places } of driven) {
    const [last, shown] = [places.at(-1), positions.get(vehicle.unitId)];
    if (last === undefined) continue;
    findings.check('latest', shown !== undefined && new Date(shown.fixTime).getTime() === last.at.getTime(), () => `${vehicle.name}: shown is ${shown?.fixTime ?? 'nothing'}, driven until ${last.at.toISOString()}`);
  }
}

/** Far enough past the line (metres) that dwell and accuracy leave no doubt. */
const DOUBT = 1_500;

/**
 * A fence that a vehicle drove through from end to end must have been entered once and left once; one that it never came near,
 * never. Where a journey began or ended close to a line nothing is claimed.
 */
export async function checkCrossings(door: Door, { corridorId, fences }: { corridorId: string; fences: readonly DrawnFence[] }, driven: readonly Driven[], findings: ConvoyFindings): Promise<void> {
  for (const { vehicle, places } of driven) {
    const [first, last] = [places[0], places.at(-1)];
    if (first === undefined || last === undefined) continue;
    const crossings = (await door.all(corridor.listCrossings, { corridorId, unitId: vehicle.unitId })).filter(({ crossedAt }) => new Date(crossedAt) >= first.at);
    for (const { fenceId, name, centre } of fences) {
      const within = places.filter((place) => metresBetween(place, centre) < FENCE_METRES - DOUBT).length;
      const ends = [first, last].every((place) => metresBetween(place, centre) > FENCE_METRES + DOUBT);
      const near = places.some((place) => metresBetween(place, centre) < FENCE_METRES + DOUBT);
      const seen = crossings.filter((crossing) => crossing.fenceId === fenceId).sort((a, b) => a.crossedAt.localeCompare(b.crossedAt)).map(({ kind }) => kind).join();
      if (within > 10 && ends) findings.check('crossings', seen === 'enter,exit', () => `${vehicle.name} drove through ${name}: ${seen === '' ? 'nothing' : seen} was noted`);
      if (!near) findings.check('crossings', seen === '', () => `${vehicle.name} never came near ${name}: ${seen} was noted`);
    }
  }
}
