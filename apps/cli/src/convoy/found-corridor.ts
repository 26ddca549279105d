import { corridor } from '#contracts';
import type { Door } from '../rehearsal/door.js';
import { forEach, whenKnown } from '../rehearsal/retry.js';
import { centres, corridorName, units } from './plan-corridor.js';

/** Who acts: an administrator, and the three organisations that the corridor rests on. */
export interface Organisations {
  readonly admin: Door;
  readonly leadId: string;
  /** Runs the units; in Pakistan. */
  readonly operatorId: string;
  /** Accepts them; in China. */
  readonly hostId: string;
}

/** A corridor in the hub. */
export interface CorridorCast {
  readonly corridorId: string;
  /** By name. */
  readonly centres: ReadonlyMap<string, string>;
  readonly units: ReadonlyMap<string, string>;
}

const AT_ONCE = 4;

/** Sees to it that the corridor stands as planned, over commands alone. What is there already is taken as it is, so it may run again. */
export async function foundCorridor({ admin, leadId, operatorId, hostId }: Organisations, tick: (what: string) => void): Promise<CorridorCast> {
  const corridorId = await theCorridor(admin, leadId);
  for (const [institutionId, role] of [[operatorId, 'operator'], [operatorId, 'centre'], [hostId, 'host'], [hostId, 'centre']] as const) {
    await whenKnown('institution_unknown', () => admin.send(corridor.admitMember, { corridorId, institutionId, role }));
  }
  tick('its members are admitted');
  const knownCentres = await byName(admin, corridor.listCentres, corridorId);
  for (const plan of centres) {
    if (knownCentres.has(plan.name)) continue;
    const institutionId = plan.countryCode === 'PK' ? operatorId : hostId;
    knownCentres.set(plan.name, (await admin.send(corridor.registerCentre, { corridorId, institutionId, ...plan })).centreId);
    tick(`${knownCentres.size} of ${centres.length} centres`);
  }
  await admin.send(corridor.setStops, { corridorId, centreIds: centres.map(({ name }) => knownCentres.get(name) ?? '') });
  const knownUnits = await byName(admin, corridor.listUnits, corridorId);
  await forEach(units.filter(({ name }) => !knownUnits.has(name)), AT_ONCE, async (plan) => {
    knownUnits.set(plan.name, (await admin.send(corridor.registerUnit, { corridorId, institutionId: operatorId, ...plan })).unitId);
    tick(`${knownUnits.size} of ${units.length} units`);
  });
  return { corridorId, centres: knownCentres, units: knownUnits };
}

async function theCorridor(admin: Door, leadInstitutionId: string): Promise<string> {
  const known = (await admin.all(corridor.listCorridors, {})).find(({ name, state }) => name === corridorName && state === 'active');
  if (known !== undefined) return known.id;
  return (await whenKnown('institution_unknown', () => admin.send(corridor.foundCorridor, { name: corridorName, names: { ur: 'قراقرم راہداری', zh: '喀喇昆仑走廊', ru: 'Каракорумский коридор' }, countries: ['PK', 'CN'], leadInstitutionId }))).corridorId;
}

async function byName(admin: Door, list: typeof corridor.listCentres | typeof corridor.listUnits, corridorId: string): Promise<Map<string, string>> {
  return new Map((await admin.all(list, { corridorId })).map(({ name, id }): [string, string] => [name, id]));
}
