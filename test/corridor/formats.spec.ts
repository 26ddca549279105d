import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';
import { aDevice, ago, collection, told, type Device } from './a-device.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

interface Track {
  data: { fixTime: string; deviceTime: string | null; latitude: number; longitude: number; speed: number | null; course: number | null; altitude: number | null }[];
}

async function aTrackedUnit(name: string): Promise<{ unitId: string; device: Device }> {
  const { unitId } = done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, name)));
  return { unitId, device: await aDevice(of, unitId) };
}

const trackOf = async (unitId: string): Promise<Track['data']> => done(await of.operator.coordinator.get<Track>(`/units/${unitId}/track`)).data;

/** `$GPRMC` of an instant, with its checksum. */
function rmc(at: Date, latitude: string, longitude: string, status = 'A'): string {
  const [date = '', time = ''] = at.toISOString().split('T');
  const content = `GPRMC,${time.slice(0, 8).replaceAll(':', '')},${status},${latitude},N,${longitude},E,10.0,271.0,${date.slice(8, 10)}${date.slice(5, 7)}${date.slice(2, 4)},,,A`;
  return `$${content}*${[...content].reduce((sum, letter) => sum ^ letter.charCodeAt(0), 0).toString(16).toUpperCase().padStart(2, '0')}`;
}

describe('the doors of devices', () => {
  it('store the same place from every format, each in its own units', async () => {
    const { unitId, device } = await aTrackedUnit('Every format');
    const knots = 10 * (1_852 / 3_600);
    const answers = [
      await device.osmand({ lat: 39.5, lon: 76, timestamp: ago(9).getTime() / 1_000, speed: 10, bearing: 271 }),
      await told(await fetch(`${of.hub.url}/api/v1/positions/osmand`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ deviceid: device.reportingId, lat: '39.5', lon: '76', timestamp: String(ago(8).getTime()), speed: '10', heading: '271' }).toString() })),
      await told(await fetch(`${of.hub.url}/api/v1/positions/osmand`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ device_id: device.reportingId, location: { timestamp: ago(7).toISOString(), coords: { latitude: 39.5, longitude: 76, speed: knots, heading: 271, altitude: -1, accuracy: 5 }, battery: { level: -1 } } }) })),
      await device.post('nmea', `${rmc(ago(6), '3930.0000', '07600.0000')}\r\n`, 'text/plain'),
      await device.post('geojson', { ...collection([{ at: ago(5), latitude: 39.5, longitude: 76, speed: knots }]), sentAt: new Date().toISOString() }, 'application/geo+json'),
    ];
    expect(answers.map(({ status, items }) => [status, items])).toEqual(answers.map(() => [200, [{ outcome: 'stored' }]]));
    const track = await trackOf(unitId);
    expect(track.map(({ latitude, longitude }) => [latitude, longitude])).toEqual(answers.map(() => [39.5, 76]));
    track.forEach(({ speed }) => expect(speed).toBeCloseTo(knots, 3));
    expect(track.map(({ deviceTime }) => deviceTime !== null)).toEqual([false, false, false, false, true]);
  });

  it('answer item by item: what cannot be read harms nothing beside it', async () => {
    const { unitId, device } = await aTrackedUnit('Item by item');
    const spoilt = rmc(ago(4), '3930.0000', '07600.0000').replace('3930', '3931');
    const nmea = await device.post('nmea', [rmc(ago(5), '3930.0000', '07600.0000'), spoilt, rmc(ago(3), '', '', 'V'), 'noise', rmc(ago(2), '3930.1000', '07600.0000')].join('\n'), 'text/plain');
    expect(nmea.items).toEqual([
      { outcome: 'stored' }, { outcome: 'refused', field: '2/checksum', rule: 'unreadable' }, { outcome: 'refused', field: '3/status', rule: 'not_valid' },
      { outcome: 'refused', field: '4', rule: 'unreadable' }, { outcome: 'stored' },
    ]);
    const { data } = done(await of.operator.coordinator.get<{ data: { rule: string; count: number }[] }>(`/units/${unitId}/refusals`));
    expect(data.map(({ rule, count }) => [rule, count])).toEqual([['unreadable', 2], ['not_valid', 1]]);
    expect(await trackOf(unitId)).toHaveLength(2);
  });

  it('read a number that has no end at once, from strangers too', async () => {
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: 3 }, () => fetch(`${of.hub.url}/api/v1/positions/osmand`, { method: 'POST', body: `id=nobody-at-all&lon=76&lat=${'1'.repeat(60_000)}x` })));
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it.each([
    ['geojson', '{"type":"Feature"}', 'invalid_input', '/type'],
    ['geojson', '{"type":"FeatureCollection","features":[]}', 'invalid_input', '/features'],
    ['geojson', 'no JSON at all', 'invalid_input', ''],
    ['osmand', '{"location": broken', 'invalid_input', ''],
  ] as const)('refuse a whole that cannot be read at /%s: %s', async (door, body, code, pointer) => {
    const { unitId, device } = await aTrackedUnit(`Whole ${door} ${pointer}`);
    const answer = await device.post(door, body);
    expect([answer.status, answer.body['code'], (answer.body['details'] as { issues: { pointer: string }[] }).issues[0]?.pointer]).toEqual([400, code, pointer]);
    expect(await trackOf(unitId)).toEqual([]);
  });

  it('refuse more than a batch holds, and whoever does not say who they are', async () => {
    const { device } = await aTrackedUnit('Too many');
    const many = await device.post('geojson', collection(Array.from({ length: 501 }, (_, n) => ({ at: new Date(ago(60).getTime() + n), latitude: 39.5, longitude: 76 }))));
    expect([many.status, many.body['code']]).toEqual([413, 'payload_too_large']);
    const nobody = await told(await fetch(`${of.hub.url}/api/v1/positions/nmea`, { method: 'POST', body: rmc(ago(1), '3930.0000', '07600.0000') }));
    expect([nobody.status, nobody.body['code']]).toEqual([400, 'invalid_input']);
  });

  it('count what they refuse in the metrics too, without a name of anybody', async () => {
    const { device, unitId } = await aTrackedUnit('Measured');
    await device.osmand({ lat: 0, lon: 0 });
    const metrics = await (await fetch(`${of.hub.url}/metrics`)).text();
    expect(metrics).toMatch(/hub_positions_total\{outcome="refused",rule="at_zero"\} [1-9]/);
    expect(metrics.includes(unitId) || metrics.includes(device.deviceId)).toBe(false);
  });
});
