import { corridor } from '#contracts';
import type { Door } from '../rehearsal/door.js';
import type { Road, Waypoint } from './road.js';

/** Metres from the middle of a fence of the convoy to its line. */
export const FENCE_METRES = 4_000;
/** Where on a journey of some hours the fences stand (metres of the road). */
const MIDDLES = [20_000, 60_000, 100_000];

export interface DrawnFence {
  readonly fenceId: string;
  readonly name: string;
  readonly centre: Waypoint;
}

interface Gates {
  readonly corridorId: string;
  readonly institutionId: string;
  readonly road: Road;
  /** The instant at which the convoy leaves. */
  readonly countsFrom: Date;
}

/** Draws the fences that a convoy drives through, for the operator of its units; those of an earlier convoy are retired, since they count from another instant. */
export async function drawFences(door: Door, { corridorId, institutionId, road, countsFrom }: Gates): Promise<readonly DrawnFence[]> {
  for (const fence of await door.all(corridor.listFences, { corridorId })) {
    if (fence.state === 'in_force' && fence.name.startsWith('Convoy ')) await door.send(corridor.retireFence, { corridorId, fenceId: fence.id });
  }
  const drawn: DrawnFence[] = [];
  for (const [index, middle] of MIDDLES.filter((metres) => metres + FENCE_METRES < road.length).entries()) {
    const { latitude, longitude } = road.at(middle);
    const name = `Convoy gate ${index + 1}`;
    const { fenceId } = await door.send(corridor.createFence, {
      corridorId, institutionId, name, countsFrom: countsFrom.toISOString(), shape: { kind: 'circle', centre: { latitude, longitude }, radiusMetres: FENCE_METRES },
    });
    drawn.push({ fenceId, name, centre: { latitude, longitude } });
  }
  return drawn;
}
