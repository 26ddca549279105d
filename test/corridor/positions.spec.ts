import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';
import { aDevice, ago, collection, type Device, told } from './a-device.js';
import { whereabouts } from './whereabouts.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

interface Place {
  unitId: string;
  number: number;
  fixTime: string;
  latitude: number;
  longitude: number;
  precisionMetres: number | null;
}
interface Track {
  data: { fixTime: string; serverTime: string; deviceTime: string | null; latitude: number; longitude: number; speed: number | null; trackerId: string | null }[];
  iterator: string | null;
}
interface Refusals {
  data: { day: string; trackerId: string | null; rule: string; count: number }[];
}

/** Another unit, so that each test has a track of its own, and a device on it. */
async function aTrackedUnit(name: string): Promise<{ unitId: string; device: Device }> {
  const { unitId } = done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, name)));
  return { unitId, device: await aDevice(of, unitId) };
}

const trackOf = async (unitId: string, query = ''): Promise<Track> => done(await of.operator.coordinator.get<Track>(`/units/${unitId}/track${query}`));
const latestOf = async (unitId: string): Promise<Place | undefined> =>
  done(await of.operator.coordinator.get<{ data: Place[] }>(`/corridors/${of.corridorId}/positions?limit=250`)).data.find((one) => one.unitId === unitId);

describe('a device that reports', () => {
  it('is answered after its fix is stored, with the three times kept apart', async () => {
    const { unitId, device } = await aTrackedUnit('Reporting');
    const at = ago(10);
    const { status, items } = await device.osmand({ lat: 39.4712345, lon: 75.9912345, timestamp: at.getTime() / 1_000, speed: 10, bearing: 90, accuracy: 5 });
    expect([status, items]).toEqual([200, [{ outcome: 'stored' }]]);
    const { data: [fix] } = await trackOf(unitId);
    expect(fix).toMatchObject({ fixTime: at.toISOString(), deviceTime: null, latitude: 39.4712345, longitude: 75.9912345, course: 90, trackerId: device.trackerId });
    expect(Date.parse(fix?.serverTime ?? '')).toBeGreaterThan(at.getTime());
    // Ten knots, in metres a second.
    expect(fix?.speed).toBeCloseTo(5.144, 3);
  });

  it('may say the same again without harm, and what comes late is stored and never the latest', async () => {
    const { unitId, device } = await aTrackedUnit('Repeating');
    const [newer, older] = [{ lat: 39.5, lon: 76, timestamp: ago(5).getTime() / 1_000 }, { lat: 39.49, lon: 76, timestamp: ago(8).getTime() / 1_000 }];
    const outcomes = [];
    for (const fix of [newer, newer, older, older]) outcomes.push((await device.osmand(fix)).items[0]?.outcome);
    expect(outcomes).toEqual(['stored', 'duplicate', 'late', 'duplicate']);
    expect((await trackOf(unitId)).data.map(({ latitude }) => latitude)).toEqual([39.49, 39.5]);
    expect((await latestOf(unitId))?.latitude).toBe(39.5);
  });

  it('ends with one fix of each kind, however many say the same at once', async () => {
    const { unitId, device } = await aTrackedUnit('Racing');
    const fixes = Array.from({ length: 5 }, (_, n) => ({ lat: 39.5 + n / 1_000, lon: 76, timestamp: ago(20 - n).getTime() / 1_000 }));
    const answers = await Promise.all([...fixes, ...fixes, ...fixes].map((fix) => device.osmand(fix)));
    const outcomes = answers.map(({ items }) => items[0]?.outcome);
    expect(outcomes.filter((one) => one === 'duplicate')).toHaveLength(10);
    expect((await trackOf(unitId)).data).toHaveLength(5);
    expect((await latestOf(unitId))?.latitude).toBe(39.504);
  });

  it('is a stranger under any other id, and once it is bound no longer', async () => {
    const { unitId, device } = await aTrackedUnit('Unbound');
    const { hub, operator } = of;
    const byQuery = await told(await fetch(`${hub.url}/api/v1/positions/osmand?id=${'x'.repeat(43)}&lat=39&lon=76`));
    const byJson = await told(await fetch(`${hub.url}/api/v1/positions/osmand`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ device_id: 'nobody', location: { coords: { latitude: 39, longitude: 76 } } }) }));
    expect([byQuery.status, byQuery.body['code'], byJson.status, byJson.body['code']]).toEqual([400, 'invalid_input', 404, 'device_unknown']);
    done(await operator.coordinator.send('corridor.tracker.unbind', { unitId, trackerId: device.trackerId }));
    expect((await device.osmand({ lat: 39.5, lon: 76 })).status).toBe(400);
    expect((await trackOf(unitId)).data).toEqual([]);
  });

  it('leaves its secret nowhere', async () => {
    const { device } = await aTrackedUnit('Secretive');
    await device.osmand({ lat: 39.5, lon: 76 });
    await device.osmand({ lat: 'north', lon: 76 });
    expect(await whereabouts(of.hub, device.reportingId)).toEqual([]);
  });
});

describe('a key that speaks for a device', () => {
  it('needs the right to report for its unit', async () => {
    const { device } = await aTrackedUnit('Spoken for');
    const say = async (token: string, deviceId = device.deviceId): Promise<number> =>
      (await fetch(`${of.hub.url}/api/v1/positions/osmand?deviceId=${encodeURIComponent(deviceId)}&lat=39.5&lon=76`, { headers: { authorization: `Bearer ${token}` } })).status;
    const { operator, host, stranger } = of;
    expect(await Promise.all(['nobody-s', 'no\u0000label', ''].map((label) => say(operator.coordinator.token, label)))).toEqual([404, 400, 400]);
    expect([await say(operator.coordinator.token), await say(operator.field.token), await say(operator.affiliate.token), await say(host.coordinator.token), await say(stranger.token)]).toEqual([200, 200, 403, 404, 404]);
  });
});

describe('a fix that breaks a rule', () => {
  it.each([
    ['at 0/0', { lat: 0, lon: 0 }, { outcome: 'refused', field: 'lat', rule: 'at_zero' }],
    ['off the globe', { lat: 91, lon: 76 }, { outcome: 'refused', field: 'lat', rule: 'out_of_range' }],
    ['that is no number', { lat: '39,5', lon: 76 }, { outcome: 'refused', field: 'lat', rule: 'unreadable' }],
    ['without a place', { timestamp: 1_795_484_545 }, { outcome: 'refused', field: 'lat', rule: 'no_place' }],
    ['that the device does not trust', { lat: 39.5, lon: 76, valid: 'false' }, { outcome: 'refused', field: 'valid', rule: 'not_valid' }],
    ['with a wide circle', { lat: 39.5, lon: 76, accuracy: 5_000 }, { outcome: 'refused', field: 'accuracy', rule: 'inaccurate' }],
    ['of long ago', { lat: 39.5, lon: 76, timestamp: 1_000_000_000 }, { outcome: 'refused', field: 'timestamp', rule: 'too_old' }],
    ['of the day after tomorrow', { lat: 39.5, lon: 76, timestamp: Math.floor(Date.now() / 1_000) + 2 * 86_400 }, { outcome: 'refused', field: 'timestamp', rule: 'too_far_ahead' }],
  ])('%s is refused by name, counted, and changes nothing', async (_, fields, answer) => {
    const { unitId, device } = await aTrackedUnit(`Refused ${_}`);
    const { status, items } = await device.osmand(fields);
    expect([status, items]).toEqual([200, [answer]]);
    expect([(await trackOf(unitId)).data, await latestOf(unitId)]).toEqual([[], undefined]);
    const { data } = done(await of.operator.field.get<Refusals>(`/units/${unitId}/refusals`));
    expect(data).toEqual([expect.objectContaining({ trackerId: device.trackerId, rule: answer.rule, count: 1 })]);
  });

  it('by a speed that no vehicle has is refused between its neighbours, and those after it are not', async () => {
    const { unitId, device } = await aTrackedUnit('Jumping');
    const places = [39.5, 39.51, 45, 39.52, 39.53];
    const { items } = await device.post('geojson', collection(places.map((latitude, n) => ({ at: ago(10 - n), latitude, longitude: 76 }))));
    expect(items.map(({ outcome }) => outcome)).toEqual(['stored', 'stored', 'refused', 'stored', 'stored']);
    // The same place late, between stored neighbours.
    const late = await device.post('geojson', collection([{ at: new Date(ago(8).getTime() + 30_000), latitude: 45, longitude: 76 }]));
    expect(late.items).toEqual([{ outcome: 'refused', field: 'features/0/geometry/coordinates/1', rule: 'impossible_speed' }]);
    expect((await trackOf(unitId)).data.map(({ latitude }) => latitude)).toEqual([39.5, 39.51, 39.52, 39.53]);
  });

  it('from ahead of the hub’s clock is kept aside, shown, and tells how far the device’s clock is off', async () => {
    const { unitId, device } = await aTrackedUnit('Ahead');
    const { items } = await device.osmand({ lat: 39.5, lon: 76, timestamp: ago(-60).getTime() / 1_000 });
    expect(items).toEqual([{ outcome: 'held', field: 'timestamp', rule: 'clock_ahead' }]);
    expect([(await trackOf(unitId)).data, await latestOf(unitId)]).toEqual([[], undefined]);
    const held = done(await of.operator.coordinator.get<{ data: { latitude: number }[] }>(`/units/${unitId}/held`));
    expect(held.data).toEqual([expect.objectContaining({ latitude: 39.5, trackerId: device.trackerId })]);
    const { data: [tracker] } = done(await of.operator.coordinator.get<{ data: { clockOffsetMs: number }[] }>(`/units/${unitId}/trackers`));
    expect(Math.round((tracker?.clockOffsetMs ?? 0) / 60_000)).toBe(60);
  });
});

describe('a person who enters a position', () => {
  it('is believed where a vehicle could not be that fast once they confirm it, and answered fix by fix', async () => {
    const { unitId, device } = await aTrackedUnit('By hand');
    await device.osmand({ lat: 39.5, lon: 76, timestamp: ago(10).getTime() / 1_000 });
    const fixTime = ago(5).toISOString();
    const flown = async (confirmed?: boolean): Promise<object> => done(await of.operator.field.send<object>('corridor.position.report', { unitId, fixTime, latitude: 31.5, longitude: 74.3, confirmed }));
    expect(await flown()).toEqual({ outcome: 'refused', field: 'latitude', rule: 'impossible_speed' });
    // The slip of a pen has moved nothing: what the device says next is believed.
    expect(await device.osmand({ lat: 39.51, lon: 76, timestamp: ago(9).getTime() / 1_000 })).toMatchObject({ items: [{ outcome: 'stored' }] });
    expect(await flown(true)).toEqual({ outcome: 'stored' });
    const { items } = done(await of.operator.field.send<{ items: object[] }>('corridor.position.report_batch', {
      unitId, fixes: [{ fixTime: ago(4).toISOString(), latitude: 31.51, longitude: 74.3 }, { fixTime: ago(4).toISOString(), latitude: 0, longitude: 0 }, { fixTime, latitude: 31.5, longitude: 74.3 }],
    }));
    expect(items).toEqual([{ outcome: 'stored' }, { outcome: 'refused', field: 'latitude', rule: 'at_zero' }, { outcome: 'duplicate', field: 'fixTime', rule: 'duplicate' }]);
    expect((await latestOf(unitId))?.latitude).toBe(31.51);
    const refused = await of.operator.field.send('corridor.position.report', { unitId, fixTime: ago(1).toISOString(), latitude: 95, longitude: 74 });
    expect([refused.status, refused.body['code']]).toEqual([400, 'invalid_input']);
  });
});
