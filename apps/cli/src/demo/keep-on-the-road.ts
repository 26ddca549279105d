import { corridor, identity } from '#contracts';
import { driveOn } from '../convoy/drive-on.js';
import { corridorName } from '../convoy/plan-corridor.js';
import { Door } from '../rehearsal/door.js';
import type { Credentials } from './keep-credentials.js';
import { onTheRoad } from './run-demo-corridor.js';

/** Begins to drive the demo's units up and down the corridor, and lets them drive until `signal` aborts it. */
export async function keepOnTheRoad(url: string, { people }: Credentials, signal: AbortSignal, note: (text: string) => void): Promise<void> {
  const coordinator = people.find(({ role }) => role === 'coordinator');
  // A demo that was made before there were corridors has nobody who drives.
  if (coordinator === undefined) return;
  const { email, password } = coordinator;
  const hub = new Door(url);
  const door = hub.as((await hub.enter(identity.signIn, { email, password, as: 'token' })).token ?? '');
  const found = (await door.all(corridor.listCorridors, {})).find(({ name }) => name === corridorName);
  if (found !== undefined) void driveOn({ door, corridorId: found.id, vehicles: onTheRoad, signal, note }).catch((fault: Error) => note(`The demo's units stand still: ${fault.message}`));
}
