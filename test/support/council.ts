import { setTimeout as pause } from 'node:timers/promises';
import { council } from '#contracts';
import { DomainError } from '#kernel';
import { Door } from '../../apps/cli/src/rehearsal/door.js';
import { foundCouncil, type Cast } from '../../apps/cli/src/rehearsal/found-council.js';
import { planCouncil } from '../../apps/cli/src/rehearsal/plan-council.js';
import type { Doors } from './hub.js';
import { claim } from './people.js';

/** A council in a test hub, everybody signed in, and a meeting whose check-in is open. */
export interface TestCouncil {
  readonly admin: Door;
  readonly cast: Cast;
  readonly chair: Door;
  readonly secretary: Door;
  readonly meetingId: string;
  readonly stream: string;
}

/** Founds a council through the public doors. */
export async function aCouncil(hub: Doors, { seats = 3, observers = 1, alternates = 1 } = {}): Promise<TestCouncil> {
  const admin = new Door(hub.url, (await claim(hub)).token);
  const plan = planCouncil('Council', { name: 'test', secret: 'test' }, 7, { delegates: seats, observers, alternates });
  const cast = await foundCouncil(admin, plan, () => undefined).catch((cause: unknown) => {
    throw new Error(`no council was founded; the hub noted: ${hub.journal.slice(-3).join('\n')}`, { cause });
  });
  const chair = theOne(cast, 'chair');
  const secretary = theOne(cast, 'secretary');
  const meetingId = await aMeeting(secretary, cast);
  return { admin, cast, chair, secretary, meetingId, stream: `meeting:${meetingId}` };
}

/** Another meeting of the council, convened, open for observers, check-in open. */
export async function aMeeting(secretary: Door, cast: Cast): Promise<string> {
  const { meetingId } = await soon(() => secretary.send(council.draftMeeting, {
    bodyId: cast.bodyId, title: 'Sitting', zone: 'Asia/Karachi', start: '2027-01-01T09:00', plannedMinutes: 60, access: 'alliance',
  }));
  await secretary.send(council.convene, { meetingId });
  await secretary.send(council.openCheckIn, { meetingId });
  return meetingId;
}

/** Everybody checks in online, and the chair calls the meeting to order. */
export async function callToOrder({ cast, chair, meetingId }: TestCouncil): Promise<void> {
  for (const { seatId, delegate } of cast.seats) await soon(() => delegate.door.send(council.checkIn, { meetingId, seatId, mode: 'hall' }));
  await chair.send(council.callToOrder, { meetingId });
}

/** Tries again while what the council must first hear of has not reached it: domains learn of each other by events. */
export async function soon<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (refusal) {
      if (!(refusal instanceof DomainError) || !['not_found', 'forbidden'].includes(refusal.code) || tries > 100) throw refusal;
      await pause(50);
    }
  }
}

function theOne(cast: Cast, office: 'chair' | 'secretary'): Door {
  const [person] = cast.officers.get(office) ?? [];
  if (person === undefined) throw new Error(`the council has no ${office}`);
  return person.door;
}
