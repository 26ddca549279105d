import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Socket } from 'socket.io-client';
import { catalogue } from '#contracts';
import { newId } from '#kernel';
import { permissions } from '#realtime';
import { aCorridor, done, type TestCorridor } from '../corridor/a-corridor.js';
import type { Visitor } from '../support/hub.js';
import { enter } from '../support/people.js';
import { overHttp, overSocket } from './doors.js';
import { all, hub, registry, type CorridorSection, type Ids, type Role } from './corridor/sections.js';

/** One file beside `sections.ts` for each further part of a corridor. */
const parts = readdirSync(join(import.meta.dirname, 'corridor')).filter((file) => file.endsWith('.ts') && file !== 'sections.ts').sort();
const sections = [hub, registry, ...(await Promise.all(parts.map(async (file) => ((await import(`./corridor/${file.replace('.ts', '.js')}`)) as { section: CorridorSection }).section)))];
const rows = sections.flatMap((section) => Object.entries(section.rows).map(([name, who]): [string, string, CorridorSection] => [name, who, section]));

let of: TestCorridor;
let people: Record<Exclude<Role, 'nobody'>, Visitor>;
let sockets: Record<Exclude<Role, 'nobody'>, Socket>;
let ids: Ids;

beforeAll(async () => {
  of = await aCorridor();
  const { lead, operator, host, administrator, stranger } = of;
  people = {
    administrator, lead: lead.coordinator, operator: operator.coordinator, host: host.coordinator, field: operator.field, protection: operator.protection, affiliate: operator.affiliate, stranger,
  };
  sockets = Object.fromEntries(await Promise.all(Object.entries(people).map(async ([role, visitor]) => [role, await visitor.socket()]))) as typeof sockets;
  const bystander = await enter(of.hub, administrator);
  const deploymentId = await anOperationalDeployment();
  ids = {
    corridorId: of.corridorId, unitId: of.unitId, centreId: of.centreId, deploymentId, alertId: await aClosedAlert(deploymentId), equipmentId: await aDevice(), credentialId: await aRefusedCredential(bystander.personId),
    leadId: lead.institutionId, operatorId: operator.institutionId, hostId: host.institutionId, personId: bystander.personId,
  };
}, 240_000);
afterAll(() => of.hub.close());

/** Put there by hand: which steps lead to it is not the matter here. */
async function anOperationalDeployment(): Promise<string> {
  const id = newId();
  await of.hub.database.sql(
    `INSERT INTO corridor_deployment (id, corridor_id, unit_id, operator_id, host_id, site_name, country_code, zone, latitude, longitude, centre_id, state, version, planned_at, moved_at, registered_at)
     VALUES ($1, $2, $3, $4, $5, 'Tashkurgan', 'CN', 'Asia/Shanghai', 37.77, 75.23, $6, 'operational', 1, now(), now(), now())`,
    [id, of.corridorId, of.unitId, of.operator.institutionId, of.host.institutionId, of.centreId],
  );
  return id;
}

async function aClosedAlert(deploymentId: string): Promise<string> {
  const id = newId();
  await of.hub.database.sql(
    `INSERT INTO corridor_alert (id, corridor_id, institution_id, country_code, key, kind, exercise, deployment_id, severity, urgency, certainty, category, message_type, facts, observed_at, raised_at, seen_at, changed_at, ended_at, state, version, level, reminders, count)
     VALUES ($1, $2, $3, 'PK', 'matrix', 'manual', true, $4, 'minor', 'past', 'observed', 'health', 'alert', '{}', now(), now(), now(), now(), now(), 'closed', 1, 0, 0, 1)`,
    [id, of.corridorId, of.operator.institutionId, deploymentId],
  );
  return id;
}

async function aDevice(): Promise<string> {
  return done(await of.operator.coordinator.send<{ equipmentId: string }>('corridor.equipment.register', { unitId: of.unitId, kind: 'generator', name: 'Generator', serialNumber: 'matrix' })).equipmentId;
}

async function aRefusedCredential(personId: string): Promise<string> {
  const { credentialId } = done(await of.operator.coordinator.send<{ credentialId: string }>('corridor.credential.enter', {
    corridorId: of.corridorId, institutionId: of.operator.institutionId, personId, profession: 'nurse', hostCountry: 'CN', validFrom: '2026-01-01', validUntil: '2099-01-01',
    issuer: 'Council', issuerCountry: 'PK', licenceNumber: '1',
  }));
  done(await of.host.coordinator.send('corridor.credential.refuse', { credentialId }));
  return credentialId;
}

/** What a role hears, by the table. */
function expected(who: string, role: Role, knows: string): string {
  if (role === 'nobody') return '401 unauthenticated';
  if (who.split(' ').includes(role)) return 'may';
  return knows.split(' ').includes(role) ? '403 forbidden' : '404 not_found';
}

describe('the table of who may do what in a corridor', () => {
  it('has a row for everything that can be asked of corridors, and no other', () => {
    const names = [...catalogue.commands(), ...catalogue.queries()].map(({ name }) => name).filter((name) => name.startsWith('corridor.')).sort();
    expect(rows.map(([name]) => name).sort()).toEqual(names);
    expect(sections.flatMap((section) => Object.keys(section.inputs)).sort()).toEqual(names);
    expect(Object.keys(permissions.all()).filter((name) => name.startsWith('corridor.')).sort()).toEqual(names);
  });
});

describe('what the doors say to each role in a corridor', () => {
  it.each(rows)('%s: %s', async (name, who, section) => {
    const told: Record<string, string> = {};
    const meant: Record<string, string> = {};
    for (const role of all) {
      const input = section.inputs[name]?.(ids) ?? {};
      meant[`${role} over HTTP`] = expected(who, role, section.knows);
      told[`${role} over HTTP`] = await overHttp(role === 'nobody' ? of.hub.anybody : people[role], name, input);
      if (role === 'nobody') continue;
      meant[`${role} over a socket`] = expected(who, role, section.knows);
      told[`${role} over a socket`] = await overSocket(sockets[role], name, section.inputs[name]?.(ids) ?? {});
    }
    expect(told).toEqual(meant);
  });
});
