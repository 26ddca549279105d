import { createHash } from 'node:crypto';
import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';
import { whereabouts } from './whereabouts.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

interface Bound {
  trackerId: string;
  reportingId: string;
}
interface Listed {
  data: { id: string; deviceId: string; unboundAt: string | null; renewedAt: string | null }[];
  iterator: string | null;
}

const bind = async (deviceId: string, unitId = of.unitId): Promise<Bound> => done(await of.operator.coordinator.send<Bound>('corridor.tracker.bind', { unitId, deviceId }));
const hashOf = async (trackerId: string): Promise<string | undefined> =>
  (await of.hub.database.sql<{ hash: string }>(`SELECT encode(reporting_hash, 'hex') AS hash FROM corridor_tracker WHERE id = $1`, [trackerId]))[0]?.hash;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function anotherUnit(name: string): Promise<string> {
  return done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, name))).unitId;
}

describe('a tracker', () => {
  it('gets a secret that is shown once and kept nowhere', async () => {
    const { operator, unitId, hub } = of;
    const input = { unitId, deviceId: 'IMEI-356938035643809' };
    const { trackerId, reportingId } = done(await operator.field.send<Bound>('corridor.tracker.bind', input, 'bind-once'));
    expect(Buffer.from(reportingId, 'base64url')).toHaveLength(32);
    expect((await operator.field.send('corridor.tracker.bind', input, 'bind-once')).body).toMatchObject({ code: 'already_answered' });
    expect(await hashOf(trackerId)).toBe(sha256(reportingId));
    expect(await whereabouts(hub, reportingId)).toEqual([]);
    // The same search finds what is no secret.
    expect(await whereabouts(hub, input.deviceId)).toEqual(expect.arrayContaining(['corridor_tracker', 'log_event']));
  });

  it('reports under its new secret alone once that is renewed', async () => {
    const { operator, unitId } = of;
    const { trackerId, reportingId } = await bind('renewed-1');
    const { reportingId: fresh } = done(await operator.coordinator.send<Bound>('corridor.tracker.renew', { unitId, trackerId }));
    expect(fresh).not.toBe(reportingId);
    expect(await hashOf(trackerId)).toBe(sha256(fresh));
  });

  it('is bound to one of twenty units that ask at once, and to another when it is free again', async () => {
    const { operator, hub } = of;
    const units = await Promise.all(Array.from({ length: 20 }, (_, at) => anotherUnit(`Racing ${at}`)));
    const replies = await Promise.all(units.map((unitId) => operator.coordinator.send('corridor.tracker.bind', { unitId, deviceId: 'wanted-by-all' })));
    expect(replies.map(({ status, body }) => (status === 200 ? 'bound' : body['code'])).sort()).toEqual(['bound', ...Array.from({ length: 19 }, () => 'device_bound')]);
    const [open] = await hub.database.sql<{ id: string; unit_id: string }>(`SELECT id, unit_id FROM corridor_tracker WHERE device_id = 'wanted-by-all' AND unbound_at IS NULL`);
    done(await operator.coordinator.send('corridor.tracker.unbind', { unitId: open?.unit_id, trackerId: open?.id }));
    await bind('wanted-by-all');
  });

  it('leaves its history with the unit, page by page, for everybody who belongs to a member', async () => {
    const { operator, host, stranger } = of;
    const unitId = await anotherUnit('Historic');
    const [first] = [await bind('history-1', unitId), await bind('history-2', unitId)];
    done(await operator.coordinator.send('corridor.tracker.unbind', { unitId, trackerId: first.trackerId }));
    await bind('history-1', unitId);
    const page = done(await host.affiliate.get<Listed>(`/units/${unitId}/trackers?limit=2`));
    const rest = done(await host.affiliate.get<Listed>(`/units/${unitId}/trackers?limit=2&iterator=${page.iterator}`));
    expect([...page.data, ...rest.data].map(({ deviceId, unboundAt }) => [deviceId, unboundAt !== null])).toEqual([['history-1', false], ['history-2', false], ['history-1', true]]);
    expect((await stranger.get(`/units/${unitId}/trackers`)).status).toBe(404);
  });

  it('of a retired unit can still be unbound, and is of use elsewhere', async () => {
    const { operator } = of;
    const unitId = await anotherUnit('Retiring');
    const { trackerId } = await bind('outlives-its-unit', unitId);
    done(await operator.coordinator.send('corridor.unit.retire', { unitId }));
    expect((await operator.coordinator.send('corridor.tracker.bind', { unitId, deviceId: 'too-late' })).body).toMatchObject({ code: 'unit_retired' });
    done(await operator.coordinator.send('corridor.tracker.unbind', { unitId, trackerId }));
    expect((await operator.coordinator.send('corridor.tracker.unbind', { unitId, trackerId })).body).toMatchObject({ code: 'tracker_unbound' });
    await bind('outlives-its-unit');
  });
});
