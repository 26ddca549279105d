import { alliance, type Output } from '#contracts';
import type { z } from 'zod';
import type { InstitutionPlan } from '../demo/generate-names.js';
import type { Door } from './door.js';
import { enterPeople, type Person, type PersonWanted } from './enter-people.js';
import { forEach } from './retry.js';

type Office = z.output<typeof alliance.office>;

/** A seat that is to be: whose, of what weight, and who acts for it. */
export interface SeatPlan {
  readonly institution: InstitutionPlan;
  readonly weight: string;
  readonly delegate: PersonWanted;
  readonly alternates: readonly PersonWanted[];
}

/** A body with its people, before it is in the hub. */
export interface CouncilPlan {
  readonly name: string;
  readonly rules: alliance.BodyRules;
  readonly seats: readonly SeatPlan[];
  readonly officers: readonly { readonly office: Office; readonly person: PersonWanted }[];
  /** Further people who are to sign in: observers, an integrator. */
  readonly others: readonly PersonWanted[];
}

export interface Seat {
  readonly seatId: string;
  readonly institutionId: string;
  readonly countryCode: string;
  readonly weight: string;
  readonly delegate: Person;
  readonly alternates: readonly Person[];
}

/** A council in the hub, everybody signed in. */
export interface Cast {
  readonly bodyId: string;
  readonly seats: readonly Seat[];
  readonly officers: ReadonlyMap<Office, readonly Person[]>;
  readonly others: readonly Person[];
}

/** What is told while a council is founded: what of it, how many of how many. */
export type Tick = (what: string, done: number, all: number) => void;

const AT_ONCE = 6;

/** Sees to it that a council stands as planned, over commands alone. What is there already is taken as it is, so it may run again. */
export async function foundCouncil(admin: Door, plan: CouncilPlan, tick: Tick): Promise<Cast> {
  const institutions = await enterInstitutions(admin, plan.seats.map((seat) => seat.institution), tick);
  const ofSeat = (person: PersonWanted, seat: SeatPlan): PersonWanted => ({ ...person, institutionId: institutions.get(seat.institution.name) });
  const wanted = [
    ...plan.seats.flatMap((seat) => [seat.delegate, ...seat.alternates].map((person) => ofSeat(person, seat))),
    ...plan.officers.map(({ person }) => person), ...plan.others,
  ];
  const people = await enterPeople(admin, wanted, (done) => tick('people', done, wanted.length));
  const byEmail = new Map(people.map((person) => [person.email, person]));
  const one = ({ email }: PersonWanted): Person => found(byEmail.get(email), email);
  const body = await establishBody(admin, plan);
  const officers = await appointOfficers(admin, body, plan.officers.map(({ office, person }) => ({ office, person: one(person) })));
  const seats = await fillSeats(admin, body.id, plan.seats.map((seat) => ({
    institutionId: found(institutions.get(seat.institution.name), seat.institution.name), countryCode: seat.institution.countryCode, weight: seat.weight,
    delegate: one(seat.delegate), alternates: seat.alternates.map(one),
  })), tick);
  return { bodyId: body.id, seats, officers, others: plan.others.map(one) };
}

async function enterInstitutions(admin: Door, wanted: readonly InstitutionPlan[], tick: Tick): Promise<Map<string, string>> {
  const known = new Map((await admin.all(alliance.listInstitutions, {})).map((one) => [one.name, one.id]));
  let done = 0;
  await forEach(wanted, AT_ONCE, async ({ name, names, countryCode, zone }) => {
    if (!known.has(name)) known.set(name, (await admin.send(alliance.registerInstitution, { name, names: { ...names }, countryCode, zone })).institutionId);
    tick('institutions', (done += 1), wanted.length);
  });
  return known;
}

type Body = Output<typeof alliance.readBody>;

async function establishBody(admin: Door, { name, rules }: CouncilPlan): Promise<Body> {
  const known = (await admin.all(alliance.listBodies, {})).find((body) => body.name === name);
  const bodyId = known?.id ?? (await admin.send(alliance.establishBody, { name, kind: 'council', rules })).bodyId;
  return admin.ask(alliance.readBody, { bodyId });
}

async function appointOfficers(admin: Door, body: Body, wanted: readonly { office: Office; person: Person }[]): Promise<Map<Office, Person[]>> {
  const officers = new Map<Office, Person[]>();
  for (const { office, person } of wanted) {
    const held = body.officers.some((officer) => officer.office === office && officer.personId === person.personId);
    if (!held) await admin.send(alliance.appointOfficer, { bodyId: body.id, personId: person.personId, office });
    officers.set(office, [...(officers.get(office) ?? []), person]);
  }
  return officers;
}

async function fillSeats(admin: Door, bodyId: string, wanted: readonly Omit<Seat, 'seatId'>[], tick: Tick): Promise<Seat[]> {
  const known = new Map((await admin.all(alliance.listSeats, { bodyId })).map((seat) => [seat.institutionId, seat]));
  let done = 0;
  return forEach(wanted, AT_ONCE, async (seat) => {
    const { institutionId, weight, delegate, alternates } = seat;
    const before = known.get(institutionId);
    const seatId = before?.id ?? (await admin.send(alliance.createSeat, { bodyId, institutionId, weight })).seatId;
    const alternateIds = alternates.map((person) => person.personId);
    const stands = before?.delegateId === delegate.personId && before.alternateIds.join() === alternateIds.join();
    if (!stands) await admin.send(alliance.appointSeat, { seatId, delegateId: delegate.personId, alternateIds });
    tick('seats', (done += 1), wanted.length);
    return { seatId, ...seat, weight: before?.weight ?? weight };
  });
}

function found<T>(thing: T | undefined, name: string): T {
  if (thing === undefined) throw new Error(`${name} was not entered`);
  return thing;
}
