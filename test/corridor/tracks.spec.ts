import { check } from '@placemarkio/check-geojson';
import { gpx, kml } from '@tmcw/togeojson';
import { DOMParser } from '@xmldom/xmldom';
import { parse } from 'csv-parse/sync';
import { KeepTracks } from '#corridor';
import { until } from '../support/until.js';
import { aCorridor, aUnit, done, type Organisation, type TestCorridor } from './a-corridor.js';
import { aDevice, ago, collection, type Device } from './a-device.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor({ HUB_TRACK_FIXES: '100' });
}, 120_000);
afterAll(() => of.hub.close());

interface Fix {
  fixTime: string;
  latitude: number;
  longitude: number;
  altitude: number | null;
  speed: number | null;
}
interface Track {
  data: Fix[];
  iterator: string | null;
  done: boolean;
}
interface Place {
  unitId: string;
  latitude: number;
  speed: number | null;
  fixTime: string;
  precisionMetres: number | null;
}

async function aTrackedUnit(name: string): Promise<{ unitId: string; device: Device }> {
  const { unitId } = done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, name)));
  return { unitId, device: await aDevice(of, unitId) };
}

/** Drives north from so many minutes ago, a fix a minute. */
const drive = (fixes: number, from: number): { at: Date; latitude: number; longitude: number; speed: number; accuracy: number }[] =>
  Array.from({ length: fixes }, (_, n) => ({ at: new Date(ago(from).getTime() + n * 60_000), latitude: 39.4 + n / 1_000, longitude: 76.123_456, speed: 12.5, accuracy: 5 }));

const share = async (reader: Organisation, bounds: object): Promise<void> => {
  done(await of.operator.coordinator.send('corridor.grant.give', {
    corridorId: of.corridorId, institutionId: of.operator.institutionId, readerInstitutionId: reader.institutionId, dataClass: 'position', purpose: 'to be ready', ...bounds,
  }));
};

describe('the track of a unit', () => {
  it('is read page by page, within its bounds, each fix once', async () => {
    const { unitId, device } = await aTrackedUnit('Paged');
    const places = drive(30, 60);
    await device.post('geojson', collection([...places].reverse()));
    const read = async (query: string): Promise<Track> => done(await of.operator.coordinator.get<Track>(`/units/${unitId}/track?${query}`));
    const pages: Track[] = [];
    for (let iterator: string | null = ''; iterator !== null; iterator = pages.at(-1)?.iterator ?? null) pages.push(await read(`limit=7${iterator === '' ? '' : `&iterator=${iterator}`}`));
    expect(pages.map(({ data }) => data.length)).toEqual([7, 7, 7, 7, 2]);
    expect(pages.flatMap(({ data }) => data.map(({ fixTime }) => fixTime))).toEqual(places.map(({ at }) => at.toISOString()));
    const [from, to] = [places[10]?.at.toISOString(), places[20]?.at.toISOString()];
    expect((await read(`from=${from}&to=${to}`)).data.map(({ latitude }) => latitude)).toEqual(places.slice(10, 20).map(({ latitude }) => latitude));
    expect((await of.operator.coordinator.get(`/units/${unitId}/track?limit=1001`)).status).toBe(400);
  });

  it('is bounded: the oldest fixes go, the newest place stays', async () => {
    const { unitId, device } = await aTrackedUnit('Bounded');
    const places = drive(150, 200);
    await device.post('geojson', collection(places));
    await of.hub.app.get(KeepTracks).keep();
    const { data } = done(await of.operator.coordinator.get<Track>(`/units/${unitId}/track?limit=250`));
    expect(data.map(({ fixTime }) => fixTime)).toEqual(places.slice(50).map(({ at }) => at.toISOString()));
    expect(await of.hub.database.sql('SELECT stored FROM corridor_track WHERE unit_id = $1', [unitId])).toEqual([{ stored: 100 }]);
  });
});

describe('a track as a file', () => {
  let unitId: string;
  let page: Fix[];
  beforeAll(async () => {
    const unit = await aTrackedUnit('Exported');
    unitId = unit.unitId;
    const features = collection(drive(25, 60)) as { features: { geometry: { coordinates: number[] } }[] };
    features.features[3]?.geometry.coordinates.push(1_300.5);
    await unit.device.post('geojson', features);
    page = done(await of.operator.coordinator.get<Track>(`/units/${unitId}/track`)).data;
  });

  const file = async (format: string, query = ''): Promise<{ type: string; text: string }> => {
    const answer = await fetch(`${of.hub.url}/api/v1/units/${unitId}/track.${format}${query}`, { headers: { authorization: `Bearer ${of.operator.coordinator.token}` } });
    expect(answer.status).toBe(200);
    return { type: answer.headers.get('content-type') ?? '', text: await answer.text() };
  };
  const places = (): [number, number][] => page.map(({ longitude, latitude }) => [longitude, latitude]);

  it('says in CSV what the page says', async () => {
    const { type, text } = await file('csv');
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(type).toMatch(/^text\/csv/);
    expect(rows.map((row) => [row['fixTime'], Number(row['latitude']), Number(row['longitude']), row['altitude'], Number(row['speed'])])).toEqual(
      page.map(({ fixTime, latitude, longitude, altitude, speed }) => [fixTime, latitude, longitude, altitude === null ? '' : String(altitude), speed]),
    );
  });

  it('says in GPX what the page says', async () => {
    const [track] = gpx(new DOMParser().parseFromString((await file('gpx')).text, 'text/xml') as unknown as Parameters<typeof gpx>[0]).features;
    if (track?.geometry?.type !== 'LineString') throw new Error('the reader of GPX found no line');
    expect(track.geometry.coordinates.map(([longitude, latitude]) => [longitude, latitude])).toEqual(places());
    expect(track.properties?.['coordinateProperties']).toMatchObject({ times: page.map(({ fixTime }) => fixTime) });
    expect(track.geometry.coordinates[3]?.[2]).toBe(1_300.5);
  });

  it('says in KML what the page says', async () => {
    const { features } = kml(new DOMParser().parseFromString((await file('kml')).text, 'text/xml') as unknown as Parameters<typeof kml>[0]);
    expect(features.map(({ geometry }) => (geometry?.type === 'Point' ? geometry.coordinates.slice(0, 2) : null))).toEqual(places());
    expect(features.map(({ properties }) => properties?.['timestamp'] as string)).toEqual(page.map(({ fixTime }) => fixTime));
  });

  it('says in GeoJSON what the page says, and can be sent in again as it is', async () => {
    const { type, text } = await file('geojson');
    const { features } = check(text) as { features: { geometry: { coordinates: number[] } }[] };
    expect(type).toMatch(/^application\/geo\+json/);
    expect(features.map(({ geometry }) => geometry.coordinates.slice(0, 2))).toEqual(places());
    const other = await aTrackedUnit('Sent again');
    expect(new Set((await other.device.post('geojson', text)).items.map(({ outcome }) => outcome))).toEqual(new Set(['stored']));
    expect(done(await of.operator.coordinator.get<Track>(`/units/${other.unitId}/track`)).data.map(({ fixTime, latitude, speed }) => ({ fixTime, latitude, speed }))).toEqual(
      page.map(({ fixTime, latitude, speed }) => ({ fixTime, latitude, speed })),
    );
  });

  it('keeps to the bounds that were asked for, and is refused to whoever may not read it, as a problem', async () => {
    expect(parse((await file('csv', `?from=${page[20]?.fixTime}`)).text, { columns: true })).toHaveLength(5);
    const refused = await of.stranger.get(`/units/${unitId}/track.gpx`);
    expect([refused.status, refused.body['code']]).toEqual([404, 'not_found']);
    expect((await of.operator.coordinator.get(`/units/${unitId}/track.gpx?from=yesterday`)).status).toBe(400);
  });
});

describe('what the compact shows of positions', () => {
  it('is as exact, as late and as far back as was granted, by every door', async () => {
    const { unitId, device } = await aTrackedUnit('Shared');
    const day = 24 * 60;
    const old = ago(120);
    await device.post('geojson', collection([{ at: ago(2 * day), latitude: 38.4, longitude: 76 }, { at: old, latitude: 39.4, longitude: 76 }, { at: ago(10), latitude: 39.6, longitude: 76 }]));
    const read = async (by: Organisation): Promise<Fix[]> => done(await by.coordinator.get<Track>(`/units/${unitId}/track`)).data;
    const latest = async (by: Organisation): Promise<Place | undefined> => done(await by.coordinator.get<{ data: Place[] }>(`/corridors/${of.corridorId}/positions?limit=250`)).data.find((one) => one.unitId === unitId);
    expect([await read(of.host), await latest(of.host)]).toEqual([[], undefined]);
    await share(of.host, { precisionMetres: 5_000, delaySeconds: 3_600, retentionDays: 1 });
    const [seen] = await read(of.host);
    expect(await read(of.host)).toHaveLength(1);
    expect(Math.abs((seen?.latitude ?? 0) - 39.4)).toBeLessThan(0.03);
    expect([seen?.latitude === 39.4, seen?.speed, seen?.fixTime]).toEqual([false, null, old.toISOString()]);
    expect(await latest(of.host)).toMatchObject({ latitude: seen?.latitude, precisionMetres: 5_000, speed: null });
    const csv = await fetch(`${of.hub.url}/api/v1/units/${unitId}/track.csv`, { headers: { authorization: `Bearer ${of.host.coordinator.token}` } });
    expect((parse(await csv.text(), { columns: true }) as Record<string, string>[]).map((row) => Number(row['latitude']))).toEqual([seen?.latitude]);
    const socket = await of.host.coordinator.socket();
    const { data } = (await socket.emitWithAck('stream.subscribe', { stream: of.stream, parts: ['positions'] })) as { data: { snapshot: { positions: [string, number, number, number][] } } };
    expect(data.snapshot.positions.find(([id]) => id === unitId)?.[2]).toBe(Math.round((seen?.latitude ?? 0) * 1e5));
    socket.close();
    expect((await read(of.operator)).map(({ latitude }) => latitude)).toEqual([38.4, 39.4, 39.6]);
  });

  it('reaches each reader as an event of its own: exact, rounded, or when it is old enough', async () => {
    await share(of.host, { precisionMetres: 1_000 });
    await share(of.lead, { delaySeconds: 3_600 });
    const { unitId, device } = await aTrackedUnit('Streamed');
    const seen = new Map<Organisation, Place[]>();
    const sockets = [];
    for (const who of [of.operator, of.host, of.lead]) {
      const socket = await who.coordinator.socket();
      sockets.push(socket);
      seen.set(who, []);
      socket.on('events', ({ events }: { events: { data: { positions: Place[]; precisionMetres: number | null } }[] }) => {
        for (const { data } of events) seen.get(who)?.push(...data.positions.filter((one) => one.unitId === unitId).map((one) => ({ ...one, precisionMetres: data.precisionMetres })));
      });
      await socket.emitWithAck('stream.subscribe', { stream: `positions:${of.corridorId}` });
    }
    await device.osmand({ lat: 39.41234, lon: 76, timestamp: ago(90).getTime() / 1_000 });
    // What the compact says is read again a moment after it changed.
    let step = 0;
    await until(async () => {
      step += 1;
      await device.osmand({ lat: 39.41234 + step / 1e5, lon: 76, timestamp: ago(20).getTime() / 1_000 + step });
      return (seen.get(of.host)?.length ?? 0) > 0;
    });
    await until(() => (seen.get(of.lead)?.length ?? 0) > 0);
    expect(seen.get(of.operator)?.every(({ precisionMetres }) => precisionMetres === null)).toBe(true);
    expect(seen.get(of.operator)?.[0]?.latitude).toBe(39.41234);
    expect(seen.get(of.host)?.every(({ precisionMetres, speed, latitude }) => precisionMetres === 1_000 && speed === null && latitude !== 39.41234)).toBe(true);
    expect(seen.get(of.lead)?.map(({ fixTime }) => fixTime)).toEqual([seen.get(of.operator)?.[0]?.fixTime]);
    sockets.forEach((socket) => socket.close());
  });

  it('reaches readers of the corridor as the newest position of each unit, in integers', async () => {
    const { unitId, device } = await aTrackedUnit('Signalled');
    const socket = await of.operator.field.socket();
    const items: number[][] = [];
    socket.on('signal', ({ type, data }: { type: string; data: { items: number[][] } }) => {
      if (type === 'corridor.positions.moved') items.push(...data.items);
    });
    await socket.emitWithAck('stream.subscribe', { stream: of.stream });
    const at = ago(1);
    await device.osmand({ lat: 39.41234, lon: 76.5, timestamp: at.getTime() / 1_000, speed: 10, bearing: 271.4 });
    await until(() => items.some(([, latitude]) => latitude === 3_941_234));
    const [row] = await of.hub.database.sql<{ number: number }>('SELECT number FROM corridor_track WHERE unit_id = $1', [unitId]);
    expect(items.find(([number]) => number === row?.number)).toEqual([row?.number, 3_941_234, 7_650_000, at.getTime() / 1_000, 51, 271]);
    socket.close();
  });
});
