import { catalogue } from '#contracts';
import { permissions } from '#realtime';
import type { Socket } from 'socket.io-client';
import { startHub, type Reply, type TestHub, type Visitor } from '../support/hub.js';
import { claim, enter, PASSWORD } from '../support/people.js';

/** Who tries everything. `owner` is the person whom the objects belong to; `key` a key of the administrator's that may only read. */
type Who = 'person' | 'coordinator' | 'integrator' | 'secretary' | 'owner' | 'administrator' | 'key';
const everybody: Who[] = ['person', 'coordinator', 'integrator', 'secretary', 'owner', 'administrator'];
const administrators: Who[] = ['administrator'];
const half = { numerator: 1, denominator: 2 };
const rules = { quorum: { of: 'seats', atLeast: half, strict: true }, majority: { threshold: half, strict: true, base: 'valid', unit: 'weights', tie: 'fails' } };

let hub: TestHub;
let visitors: Record<Who, Visitor>;
let lines: Record<Who, Socket>;
let things: Record<'personId' | 'bystanderId' | 'sessionId' | 'keyId' | 'invitationId' | 'institutionId' | 'otherInstitutionId' | 'bodyId' | 'seatId', string>;

beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '1000', HUB_RATE_BURST: '10000' });
  const administrator = await claim(hub);
  const make = async (command: string, input: object): Promise<Record<string, string>> => (await administrator.send<Record<string, string>>(command, input)).body;
  const institution = { name: 'Hospital', countryCode: 'RU', zone: 'Europe/Moscow' };
  const institutionId = (await make('alliance.institution.register', institution))['institutionId']!;
  const otherInstitutionId = (await make('alliance.institution.register', institution))['institutionId']!;
  const bodyId = (await make('alliance.body.establish', { name: 'Council', kind: 'council', rules }))['bodyId']!;
  const seatId = (await make('alliance.seat.create', { bodyId, institutionId }))['seatId']!;
  const [owner, secretary, person] = [await enter(hub, administrator), await enter(hub, administrator), await enter(hub, administrator)];
  await make('alliance.office.appoint', { bodyId, personId: secretary.personId, office: 'secretary' });
  const { sessionId } = (await hub.anybody.post<{ sessionId: string }>('/sessions', { email: owner.email, password: PASSWORD, as: 'token' })).body;
  const { keyId } = (await owner.send<{ keyId: string }>('identity.key.create', { name: 'k', scopes: ['identity:read'] })).body;
  const key = (await make('identity.key.create', { name: 'reader', scopes: ['identity:read', 'alliance:read'] }))['key']!;
  const invited = await make('identity.person.invite', { name: 'Invited', email: 'invited@example.org' });
  const [coordinator, integrator] = [await enter(hub, administrator, { roles: ['coordinator'] }), await enter(hub, administrator, { roles: ['integrator'] })];
  const { personId: bystanderId } = await enter(hub, administrator);
  visitors = { person, coordinator, integrator, secretary, owner, administrator, key: hub.as(key) };
  lines = Object.fromEntries(await Promise.all(Object.entries(visitors).map(async ([who, visitor]) => [who, await visitor.socket()]))) as Record<Who, Socket>;
  things = { personId: owner.personId, bystanderId, sessionId, keyId, invitationId: invited['invitationId']!, institutionId, otherInstitutionId, bodyId, seatId };
});
afterAll(() => hub.close());

/** One row for each command: what is sent, and who may. Those who may come last, since what they send is carried out. */
const commands: [string, () => object, Who[]][] = [
  ['identity.profile.change', () => ({ language: 'ru' }), everybody],
  ['identity.key.create', () => ({ name: 'k', scopes: ['identity:read'] }), everybody],
  ['identity.session.end', () => ({ sessionId: things.sessionId }), ['owner', 'administrator']],
  ['identity.key.revoke', () => ({ keyId: things.keyId }), ['owner', 'administrator']],
  ['identity.person.invite', () => ({ name: 'New', email: 'new@example.org' }), administrators],
  ['identity.invitation.withdraw', () => ({ invitationId: things.invitationId }), administrators],
  ['identity.password.reset', () => ({ personId: things.personId }), administrators],
  ['identity.role.grant', () => ({ personId: things.personId, role: 'integrator' }), administrators],
  ['identity.role.revoke', () => ({ personId: things.personId, role: 'integrator' }), administrators],
  ['identity.affiliation.begin', () => ({ personId: things.personId, institutionId: things.institutionId }), administrators],
  ['identity.affiliation.end', () => ({ personId: things.personId, institutionId: things.institutionId }), administrators],
  ['alliance.institution.register', () => ({ name: 'New', countryCode: 'BY', zone: 'Europe/Minsk' }), administrators],
  ['alliance.institution.change', () => ({ institutionId: things.institutionId, name: 'Changed' }), administrators],
  ['alliance.institution.close', () => ({ institutionId: things.institutionId }), administrators],
  ['alliance.body.establish', () => ({ name: 'New', kind: 'committee', rules }), administrators],
  ['alliance.body.change_rules', () => ({ bodyId: things.bodyId, rules, rulesVersion: 1 }), administrators],
  ['alliance.office.appoint', () => ({ bodyId: things.bodyId, personId: things.personId, office: 'interpreter' }), administrators],
  ['alliance.office.dismiss', () => ({ bodyId: things.bodyId, personId: things.personId, office: 'interpreter' }), administrators],
  ['alliance.seat.create', () => ({ bodyId: things.bodyId, institutionId: things.otherInstitutionId }), administrators],
  ['alliance.seat.appoint', () => ({ seatId: things.seatId, delegateId: things.personId, alternateIds: [] }), ['secretary', 'administrator']],
  ['alliance.seat.weigh', () => ({ seatId: things.seatId, weight: '2' }), administrators],
  ['alliance.seat.vacate', () => ({ seatId: things.seatId }), administrators],
  ['identity.person.suspend', () => ({ personId: things.bystanderId }), administrators],
  ['identity.person.restore', () => ({ personId: things.bystanderId }), administrators],
];

/** One row for each query: its address, and who may read it. */
const queries: [string, () => string, Who[]][] = [
  ['identity.me.read', () => '/me', everybody],
  ['identity.person.list', () => '/people', everybody],
  ['identity.person.read', () => `/people/${things.personId}`, everybody],
  ['identity.session.list', () => '/sessions', everybody],
  ['identity.key.list', () => '/keys', everybody],
  ['identity.invitation.list', () => '/invitations', administrators],
  ['identity.audit.list', () => '/audit', administrators],
  ['alliance.country.list', () => '/countries', everybody],
  ['alliance.institution.list', () => '/institutions', everybody],
  ['alliance.institution.read', () => `/institutions/${things.institutionId}`, everybody],
  ['alliance.body.list', () => '/bodies', everybody],
  ['alliance.body.read', () => `/bodies/${things.bodyId}`, everybody],
  ['alliance.seat.list', () => `/bodies/${things.bodyId}/seats`, everybody],
];

const DENIED = new Set(['forbidden', 'not_found', 'unauthenticated']);
const order = (may: readonly Who[]): Who[] => (Object.keys(visitors) as Who[]).sort((a, b) => Number(may.includes(a)) - Number(may.includes(b)));

describe('who may do what', () => {
  it('is stated here for every command and query of identity and alliance', () => {
    const declared = [...catalogue.commands(), ...catalogue.queries()].map(({ name }) => name).filter((name) => /^(identity|alliance)\./.test(name));
    expect([...commands, ...queries].map(([name]) => name).sort()).toEqual(declared.sort());
    expect(declared.every((name) => permissions.of(name) !== undefined)).toBe(true);
  });

  it.each(queries)('%s', async (_, path, may) => {
    expect((await hub.anybody.get(path())).status).toBe(401);
    // The key reads as the administrator whose it is, within its scopes.
    const readers = [...may, ...(may.includes('administrator') ? ['key' as Who] : [])];
    for (const who of order(may)) expect([who, (await visitors[who].get(path())).status]).toEqual([who, readers.includes(who) ? 200 : 403]);
  });

  it.each(commands)('%s, over HTTP and over the socket alike', async (command, input, may) => {
    expect((await hub.anybody.send(command, input())).status).toBe(401);
    for (const who of order(may)) {
      const overHttp = (await visitors[who].send<{ code?: string }>(command, input())).body.code ?? 'done';
      const reply = (await lines[who].emitWithAck(command, input())) as Reply;
      const overSocket = reply.ok ? 'done' : reply.error.code;
      expect([who, !DENIED.has(overHttp), !DENIED.has(overSocket)]).toEqual([who, may.includes(who), may.includes(who)]);
    }
  });
});
