import { identity } from '#contracts';
import type { PersonPlan } from '../demo/generate-names.js';
import type { Door } from './door.js';
import { forEach } from './retry.js';

type GlobalRole = 'administrator' | 'coordinator' | 'integrator';

/** Somebody who is to be in the hub. */
export interface PersonWanted extends PersonPlan {
  readonly email: string;
  readonly password: string;
  readonly institutionId?: string;
  readonly roles?: readonly GlobalRole[];
}

/** Somebody who is, and has signed in. */
export interface Person {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** The hub, as this person. */
  readonly door: Door;
}

/** Passwords cost the hub some 40 ms of a core each, so only so many at once. */
const AT_ONCE = 4;

/** Sees to it that all of them are in the hub and signed in: who is not known is invited and accepts. */
export async function enterPeople(admin: Door, wanted: readonly PersonWanted[], tick: (done: number) => void): Promise<Person[]> {
  const known = new Map((await admin.all(identity.listPeople, {})).map((person) => [person.email ?? '', person]));
  let done = 0;
  return forEach(wanted, AT_ONCE, async (person) => {
    const state = known.get(person.email)?.state;
    const session = state === 'active' ? await signIn(admin, person) : await inviteAndAccept(admin, person);
    tick((done += 1));
    return { personId: session.personId, name: person.latinName, email: person.email, password: person.password, door: admin.as(session.token ?? '') };
  });
}

function signIn(hub: Door, { email, password }: PersonWanted): Promise<{ personId: string; token?: string | undefined }> {
  return hub.enter(identity.signIn, { email, password, as: 'token' });
}

async function inviteAndAccept(admin: Door, person: PersonWanted): Promise<{ personId: string; token?: string | undefined }> {
  const { name, latinName, email, language, zone, institutionId, roles, password } = person;
  const { token } = await admin.send(identity.invitePerson, { name, latinName, email, language, zone, institutionId, roles: [...(roles ?? [])] });
  return admin.enter(identity.acceptInvitation, { token, password, as: 'token' });
}
