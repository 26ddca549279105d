import { readFileSync } from 'node:fs';
import { dataFolder } from '#config';
import { identity } from '#contracts';
import { DomainError } from '#kernel';
import { Door } from '../rehearsal/door.js';
import type { Person } from '../rehearsal/enter-people.js';
import { foundCouncil, type Cast } from '../rehearsal/found-council.js';
import { aPerson, planCouncil, type Troupe } from '../rehearsal/plan-council.js';
import type { Progress } from '../rehearsal/stage.js';
import { chanceOf } from './generate-names.js';
import { holdPastCouncil } from './hold-past-council.js';
import { openPresentCouncil } from './open-present-council.js';
import { runDemoCorridor, type CorridorPeople } from './run-demo-corridor.js';
import { writeCredentials, type Credentials } from './keep-credentials.js';

/** The same people at every demo, so that what is written about it stays true; only the passwords differ. */
const SEED = 18;
const SIZE = { delegates: 55, observers: 3, alternates: 20 };

/** Fills a hub with demo data, over its own public door, and keeps how to sign in. What an interrupted start has made is taken as it is. */
export async function makeDemo(url: string, begun: Credentials, progress: Progress): Promise<Credentials> {
  const troupe: Troupe = { name: 'demo', secret: begun.secret };
  progress.phase('The demo: an administrator takes the hub over');
  const admin = await administer(new Door(url), troupe);
  progress.phase('The demo: 55 institutions of 18 countries, their people and seats');
  const cast = await foundCouncil(admin.door, planDemo(troupe), (what, done, all) => progress.step(`${done} of ${all} ${what}`));
  progress.phase('The demo: a council of last week');
  await holdPastCouncil(cast, progress);
  progress.phase('The demo: a council in session');
  await openPresentCouncil(cast, progress);
  progress.phase('The demo: a corridor of two countries, with units on the road');
  const team = await runDemoCorridor(admin.door, cast, troupe, progress);
  const made: Credentials = { ...begun, ready: true, people: await signInDetails(admin, cast, team) };
  writeCredentials(made);
  progress.end();
  return made;
}

/** Takes the hub over by its setup link; one that was taken over before is signed in to. */
async function administer(hub: Door, troupe: Troupe): Promise<Person> {
  const { email, password, latinName: name } = { ...aPerson(chanceOf(SEED), troupe, 'administrator', { language: 'zh', zone: 'Asia/Shanghai' }) };
  const claim = async (): Promise<{ personId: string; token?: string | undefined }> => {
    const token = readFileSync(dataFolder('setup-link'), 'utf8').trim().split('#')[1] ?? '';
    return hub.enter(identity.claimSetup, { token, name, email, password, as: 'token' });
  };
  const session = await hub.enter(identity.signIn, { email, password, as: 'token' }).catch((refusal: unknown) => {
    if (refusal instanceof DomainError && refusal.code === 'sign_in_refused') return claim();
    throw refusal;
  });
  return { personId: session.personId, name, email, password, door: hub.as(session.token ?? '') };
}

function planDemo(troupe: Troupe): ReturnType<typeof planCouncil> {
  const plan = planCouncil('Council', troupe, SEED, SIZE);
  const chance = chanceOf(SEED + 1);
  const interpreters = [['interpreter-1', 'ru', 'Europe/Moscow'], ['interpreter-2', 'zh', 'Asia/Shanghai']] as const;
  return {
    ...plan,
    officers: [...plan.officers, ...interpreters.map(([role, language, zone]) => ({ office: 'interpreter' as const, person: aPerson(chance, troupe, role, { language, zone }) }))],
    others: [...plan.others, { ...aPerson(chance, troupe, 'integrator', { language: 'ur', zone: 'Asia/Karachi' }), roles: ['integrator'] }],
  };
}

/** One of each role. The integrator has a key too, since programs do not sign in. */
async function signInDetails(admin: Person, cast: Cast, { coordinator, authority, field, protection }: CorridorPeople): Promise<Credentials['people']> {
  const integrator = cast.others.at(-1);
  const found = {
    administrator: admin, chair: cast.officers.get('chair')?.[0], secretary: cast.officers.get('secretary')?.[0], delegate: cast.seats[0]?.delegate,
    alternate: cast.seats[0]?.alternates[0], observer: cast.others[0], interpreter: cast.officers.get('interpreter')?.[0],
    coordinator, authority, field, protection,
  };
  const people: Credentials['people'] = Object.entries(found).flatMap(([role, person]) =>
    (person === undefined ? [] : [{ role: role as keyof typeof found, name: person.name, email: person.email, password: person.password }]));
  if (integrator === undefined) return people;
  const { key } = await integrator.door.send(identity.createKey, { name: 'Demo integration', scopes: ['council:read', 'corridor:read', 'alliance:read', 'identity:read', 'streams:read', 'hub:read', 'events:read', 'events:write'], days: 365 });
  return [...people, { role: 'integrator', name: integrator.name, email: integrator.email, password: integrator.password, key }];
}

