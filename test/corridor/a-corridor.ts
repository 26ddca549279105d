import { Projections } from '#log';
import { startHub, type Answer, type TestHub } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';

/** An organisation with the people who act for it. */
export interface Organisation {
  readonly institutionId: string;
  readonly coordinator: Someone;
  /** Holds a field post: crew of its units and centres. */
  readonly field: Someone;
  /** Holds the named role for restricted items. */
  readonly protection: Someone;
  /** Belongs to it and holds no post. */
  readonly affiliate: Someone;
}

/**
 * A corridor of three organisations: a lead in Kazakhstan, an operator of Pakistan whose unit works in China, and the host
 * authority there. Nothing is shared beyond what the registry and a deployment imply.
 */
export interface TestCorridor {
  readonly hub: TestHub;
  readonly administrator: Someone;
  readonly corridorId: string;
  readonly stream: string;
  readonly lead: Organisation;
  readonly operator: Organisation;
  readonly host: Organisation;
  /** Signed in, a coordinator of an institution that takes no part. */
  readonly stranger: Someone;
  readonly centreId: string;
  readonly unitId: string;
}

/** What a request answered, where it must have gone well. */
export function done<T>({ status, body }: Answer<T>): T {
  if (status !== 200) throw new Error(`refused with ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** Founds a corridor through the public doors, on a hub of its own. */
export async function aCorridor(environment: Readonly<Record<string, string>> = {}): Promise<TestCorridor> {
  const hub = await startHub({ HUB_RATE_PER_SECOND: '10000', HUB_RATE_BURST: '100000', ...environment });
  try {
    return await found(hub);
  } catch (cause) {
    const noted = hub.journal.slice(-3).join('\n');
    await hub.close();
    throw new Error(`no corridor was founded; the hub noted: ${noted}`, { cause });
  }
}

async function found(hub: TestHub): Promise<TestCorridor> {
  const administrator = await claim(hub);
  const [leadId, operatorId, hostId, elsewhereId] = await Promise.all([
    institution(administrator, 'Almaty Institute', 'KZ', 'Asia/Almaty'), institution(administrator, 'Lahore Relief', 'PK', 'Asia/Karachi'),
    institution(administrator, 'Kashgar Health Authority', 'CN', 'Asia/Shanghai'), institution(administrator, 'Elsewhere', 'RO', 'Europe/Bucharest'),
  ]);
  // The corridors hear of institutions by events.
  await settled(hub);
  const { corridorId } = done(await administrator.send<{ corridorId: string }>('corridor.corridor.found', { name: 'Karakoram corridor', countries: ['PK', 'CN', 'KZ'], leadInstitutionId: leadId }));
  for (const [institutionId, role] of [[operatorId, 'operator'], [operatorId, 'centre'], [hostId, 'host'], [hostId, 'centre']] as const) {
    done(await administrator.send('corridor.member.admit', { corridorId, institutionId, role }));
  }
  const [lead, operator, host] = [await people(hub, administrator, corridorId, leadId), await people(hub, administrator, corridorId, operatorId), await people(hub, administrator, corridorId, hostId)];
  const stranger = await enter(hub, administrator, { name: 'Stranger', institutionId: elsewhereId, roles: ['coordinator'] });
  const { centreId } = done(await host.coordinator.send<{ centreId: string }>('corridor.centre.register', {
    corridorId, institutionId: hostId, name: 'Kashgar centre', countryCode: 'CN', zone: 'Asia/Shanghai', point: { latitude: 39.4677, longitude: 75.9938 }, services: ['surgery', 'telemedicine'],
  }));
  const { unitId } = done(await operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(corridorId, operatorId)));
  return { hub, administrator, corridorId, stream: `corridor:${corridorId}`, lead, operator, host, stranger, centreId, unitId };
}

/** Waits until every domain has heard of what the others did. */
export function settled(hub: TestHub): Promise<void> {
  return hub.app.get(Projections).settled();
}

/** What is entered of another unit. */
export function aUnit(corridorId: string, institutionId: string, name = 'Mobile hospital 1'): Record<string, unknown> {
  return {
    corridorId, institutionId, name, emtType: 'type_2', declared: { outpatientsPerDay: 100, inpatientBeds: 20 },
    crew: [{ role: 'doctor', count: 4 }, { role: 'nurse', count: 12 }], vehicle: { kind: 'truck', plate: 'LES-1234' },
  };
}

async function institution(administrator: Someone, name: string, countryCode: string, zone: string): Promise<string> {
  return done(await administrator.send<{ institutionId: string }>('alliance.institution.register', { name, countryCode, zone })).institutionId;
}

async function people(hub: TestHub, administrator: Someone, corridorId: string, institutionId: string): Promise<Organisation> {
  const [coordinator, field, protection, affiliate] = [
    await enter(hub, administrator, { name: 'Coordinator', institutionId, roles: ['coordinator'] }), await enter(hub, administrator, { name: 'Field', institutionId }),
    await enter(hub, administrator, { name: 'Protection', institutionId }), await enter(hub, administrator, { name: 'Affiliate', institutionId }),
  ];
  done(await administrator.send('corridor.post.assign', { corridorId, institutionId, personId: field.personId, post: 'field' }));
  done(await administrator.send('corridor.post.assign', { corridorId, institutionId, personId: protection.personId, post: 'protection' }));
  return { institutionId, coordinator, field, protection, affiliate };
}
