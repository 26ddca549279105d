import { enter } from '../support/people.js';
import { until } from '../support/until.js';
import { aCorridor, aUnit, done, settled, type TestCorridor } from './a-corridor.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

interface Listed {
  data: { id: string; name: string }[];
}

describe('the registry of a corridor', () => {
  it('shows its centres and units to everybody who belongs to a member, and to nobody else', async () => {
    const { corridorId, centreId, unitId, operator, stranger } = of;
    const seen = done(await operator.affiliate.get<Listed>(`/corridors/${corridorId}/units`));
    expect(seen.data.map(({ id }) => id)).toContain(unitId);
    expect((await operator.affiliate.get(`/centres/${centreId}`)).status).toBe(200);
    expect((await stranger.get(`/corridors/${corridorId}/units`)).status).toBe(404);
    expect((await stranger.get(`/units/${unitId}`)).status).toBe(404);
    expect(done(await stranger.get<Listed>('/corridors')).data).toEqual([]);
  });

  it('keeps its stops in the order that the lead gave them, and takes no centre of elsewhere', async () => {
    const { corridorId, centreId, host, lead } = of;
    const { centreId: second } = done(await host.coordinator.send<{ centreId: string }>('corridor.centre.register', {
      corridorId, institutionId: host.institutionId, name: 'Tashkurgan post', countryCode: 'CN', zone: 'Asia/Shanghai', point: { latitude: 37.77, longitude: 75.23 },
    }));
    done(await lead.coordinator.send('corridor.stop.set', { corridorId, centreIds: [second, centreId] }));
    const refused = await lead.coordinator.send('corridor.stop.set', { corridorId, centreIds: [corridorId] });
    expect([refused.status, refused.body['code']]).toEqual([409, 'stop_unknown']);
    expect(done(await lead.coordinator.get<{ stops: string[] }>(`/corridors/${corridorId}`)).stops).toEqual([second, centreId]);
  });

  it('lets a coordinator enter units of their own organisation alone, where it is an operator', async () => {
    const { corridorId, host, operator } = of;
    const foreign = await host.coordinator.send('corridor.unit.register', aUnit(corridorId, operator.institutionId));
    expect([foreign.status, foreign.body['code']]).toEqual([403, 'forbidden']);
    const noOperator = await host.coordinator.send('corridor.unit.register', aUnit(corridorId, host.institutionId));
    expect([noOperator.status, noOperator.body['code']]).toEqual([409, 'not_a_member']);
  });

  it('names the field of a country that is none, and of a point where no device has a fix', async () => {
    const { corridorId, host } = of;
    const centre = { corridorId, institutionId: host.institutionId, name: 'Nowhere', countryCode: 'UK', zone: 'Asia/Shanghai', point: { latitude: 0, longitude: 0 } };
    const { status, body } = await host.coordinator.send('corridor.centre.register', centre);
    expect(status).toBe(400);
    const pointers = ((body['details'] ?? body) as { issues?: { pointer: string }[] }).issues?.map(({ pointer }) => pointer) ?? [];
    expect(pointers.sort()).toEqual(['/countryCode', '/point']);
  });

  it('asks whether latitude and longitude have changed places', async () => {
    const { corridorId, host, centreId } = of;
    const exchanged = { latitude: 75.9938, longitude: 39.4677 };
    const entered = await host.coordinator.send('corridor.centre.register', { corridorId, institutionId: host.institutionId, name: 'Exchanged', countryCode: 'CN', zone: 'Asia/Shanghai', point: exchanged });
    const changed = await host.coordinator.send('corridor.centre.change', { centreId, point: exchanged });
    for (const { status, body } of [entered, changed]) expect([status, body]).toMatchObject([400, { code: 'invalid_input', details: { issues: [{ pointer: '/point', rule: 'in or near CN' }] } }]);
  });

  it('shuts all its streams to an organisation that takes part no longer', async () => {
    const { corridorId, administrator, host, hub } = of;
    const { institutionId } = done(await administrator.send<{ institutionId: string }>('alliance.institution.register', { name: 'Guest', countryCode: 'RO', zone: 'Europe/Bucharest' }));
    await settled(hub);
    done(await administrator.send('corridor.member.admit', { corridorId, institutionId, role: 'observer' }));
    const guest = await enter(hub, administrator, { institutionId, roles: ['coordinator'] });
    const socket = await guest.socket();
    const shut: string[] = [];
    socket.on('stream.drop', ({ stream, audiences }: { stream: string; audiences: string[] | null }) => shut.push(...(audiences === null ? [stream] : [])));
    for (const stream of [`corridor:${corridorId}`, `positions:${corridorId}`]) expect(await socket.emitWithAck('stream.subscribe', { stream })).toMatchObject({ ok: true });
    done(await administrator.send('corridor.member.dismiss', { corridorId, institutionId, role: 'observer' }));
    await until(() => shut.length === 2);
    expect(shut.sort()).toEqual([`corridor:${corridorId}`, `positions:${corridorId}`]);
    expect((await host.coordinator.get(`/corridors/${corridorId}`)).status).toBe(200);
    socket.close();
  });

  it('keeps the last lead, and an operator as long as it has units', async () => {
    const { corridorId, administrator, lead, operator } = of;
    for (const [institutionId, role] of [[lead.institutionId, 'lead'], [operator.institutionId, 'operator']] as const) {
      const refused = await administrator.send('corridor.member.dismiss', { corridorId, institutionId, role });
      expect([refused.status, refused.body['code']]).toEqual([409, 'member_needed']);
    }
  });
});
