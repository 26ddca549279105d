import { corridor } from '#contracts';
import { deployments } from '../convoy/plan-corridor.js';
import { foundCorridor, type CorridorCast } from '../convoy/found-corridor.js';
import type { Door } from '../rehearsal/door.js';
import { enterPeople, type Person } from '../rehearsal/enter-people.js';
import type { Cast } from '../rehearsal/found-council.js';
import { aPerson, type Troupe } from '../rehearsal/plan-council.js';
import type { Progress } from '../rehearsal/stage.js';
import { chanceOf } from './generate-names.js';

/** Who runs the demo's corridor. */
export interface CorridorPeople {
  /** Coordinates for the operator, in Pakistan. */
  readonly coordinator: Person;
  /** Accepts units for the host, in China. */
  readonly authority: Person;
  /** On site with the operator's units. */
  readonly field: Person;
  /** Reads the restricted items of the operator's daily reports. */
  readonly protection: Person;
}

/** Units that drive up and down while the demo runs, so that the map lives. The others work where they are. */
export const onTheRoad = ['Ambulance 1', 'Ambulance 2', 'Mobile clinic 2', 'Mobile hospital 2', 'Mobile laboratory'];

/** A corridor of two countries with six centres, twelve units and three deployments under way. What is there already is taken as it is. */
export async function runDemoCorridor(admin: Door, cast: Cast, troupe: Troupe, progress: Progress): Promise<CorridorPeople & { corridor: CorridorCast }> {
  const [operatorId, hostId, leadId] = [institutionIn(cast, 'PK', 0), institutionIn(cast, 'CN', 0), institutionIn(cast, 'CN', 1)];
  const people = await enterTeam(admin, troupe, operatorId, hostId);
  const founded = await foundCorridor({ admin, leadId, operatorId, hostId }, (what) => progress.step(what));
  const { corridorId } = founded;
  for (const [person, institutionId, post] of [[people.field, operatorId, 'field'], [people.protection, operatorId, 'protection']] as const) {
    await admin.send(corridor.assignPost, { corridorId, institutionId, personId: person.personId, post });
  }
  await deploy(people, founded, hostId, progress);
  await reportBoards(people, founded);
  return { ...people, corridor: founded };
}

function institutionIn(cast: Cast, countryCode: string, index: number): string {
  const seat = cast.seats.filter((one) => one.countryCode === countryCode)[index];
  if (seat === undefined) throw new Error(`the demo has too few institutions in ${countryCode}`);
  return seat.institutionId;
}

async function enterTeam(admin: Door, troupe: Troupe, operatorId: string, hostId: string): Promise<CorridorPeople> {
  const chance = chanceOf(36);
  const [pakistan, china] = [{ language: 'ur', zone: 'Asia/Karachi' }, { language: 'zh', zone: 'Asia/Shanghai' }];
  const [coordinator, authority, field, protection] = await enterPeople(admin, [
    { ...aPerson(chance, troupe, 'coordinator', pakistan), institutionId: operatorId, roles: ['coordinator'] }, { ...aPerson(chance, troupe, 'authority', china), institutionId: hostId, roles: ['coordinator'] },
    { ...aPerson(chance, troupe, 'field', pakistan), institutionId: operatorId }, { ...aPerson(chance, troupe, 'protection', pakistan), institutionId: operatorId },
  ], () => undefined);
  if (coordinator === undefined || authority === undefined || field === undefined || protection === undefined) throw new Error('the team of the corridor was not entered');
  return { coordinator, authority, field, protection };
}

/** Leads each deployment of the plan up to where it is to be. */
async function deploy({ coordinator, authority, field }: CorridorPeople, { corridorId, units, centres }: CorridorCast, hostId: string, progress: Progress): Promise<void> {
  const known = new Set((await coordinator.door.all(corridor.listDeployments, { corridorId })).map(({ unitId }) => unitId));
  const places = new Map((await coordinator.door.all(corridor.listCentres, { corridorId })).map((centre) => [centre.id, centre]));
  for (const { unit, centre, reach } of deployments) {
    const [unitId, centreId] = [units.get(unit) ?? '', centres.get(centre) ?? ''];
    const place = places.get(centreId);
    if (known.has(unitId) || place === undefined) continue;
    const { name, countryCode, zone, point } = place;
    const { deploymentId } = await coordinator.door.send(corridor.planDeployment, { unitId, hostId, site: { name, countryCode, zone, point, centreId } });
    await coordinator.door.send(corridor.requestDeployment, { deploymentId });
    await authority.door.send(corridor.acceptDeployment, { deploymentId });
    await coordinator.door.send(corridor.mobiliseDeployment, { deploymentId });
    if (reach !== 'mobilising') await field.door.send(corridor.departDeployment, { deploymentId });
    if (reach === 'operational') {
      await field.door.send(corridor.arriveDeployment, { deploymentId, registrationNumber: 'XJ-2026-014' });
      await field.door.send(corridor.setUpDeployment, { deploymentId });
      await field.door.send(corridor.openDeployment, { deploymentId });
    }
    progress.step(`${unit} is ${reach.replace('_', ' ')}`);
  }
}

/** The board of the unit that works, and of a centre. */
async function reportBoards({ field, authority }: CorridorPeople, { units, centres }: CorridorCast): Promise<void> {
  const reading = (name: string, value: number | string): { field: string; value: number | string } => ({ field: name, value });
  await field.door.send(corridor.reportBoard, {
    unitId: units.get('Mobile hospital 1') ?? '',
    readings: [reading('beds.medical_surgical.baseline', 20), reading('beds.medical_surgical.available', 6), reading('beds.adult_icu.baseline', 2), reading('beds.adult_icu.available', 1)],
  });
  await authority.door.send(corridor.reportBoard, {
    centreId: centres.get('Kashgar centre') ?? '', readings: [reading('beds.medical_surgical.baseline', 320), reading('beds.medical_surgical.available', 41), reading('beds.adult_icu.baseline', 24), reading('beds.adult_icu.available', 3)],
  });
}
