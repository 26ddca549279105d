import fc from 'fast-check';
import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';
import { aFence, bare, crossingsOf, report, type CrossingView, type Entered } from './a-track.js';

let of: TestCorridor;
let names = 0;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

const HOUR = 3_600_000;
const HOME = { latitude: 39.47, longitude: 75.99 };
/** So many seconds after a start that lies some hours back, so many metres north and east of home. */
const START = Date.now() - 8 * HOUR;
const fix = (seconds: number, north: number, east: number, accuracy?: number): Entered => ({
  fixTime: new Date(START + seconds * 1_000).toISOString(), latitude: Number((HOME.latitude + north / 111_195).toFixed(6)), longitude: Number((HOME.longitude + east / 85_800).toFixed(6)), ...(accuracy === undefined ? {} : { accuracy }),
});
const circle = (east: number, radiusMetres: number): object => ({ kind: 'circle', centre: { latitude: HOME.latitude, longitude: HOME.longitude + east / 85_800 }, radiusMetres });

async function anotherUnit(): Promise<string> {
  const { corridorId, operator } = of;
  return done(await operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(corridorId, operator.institutionId, `Unit ${++names}`))).unitId;
}

interface Told {
  readonly type: string;
  readonly position: string;
  readonly data: { readonly crossings?: readonly CrossingView[] };
}

/** What the events about crossings come to, for one unit. */
async function foldEvents(unitId: string): Promise<CrossingView[]> {
  const standing = new Map<string, CrossingView>();
  for (let after = ''; ;) {
    const { data: events } = done(await of.administrator.get<{ data: Told[] }>(`/streams/${of.stream}/events?limit=500${after}`));
    for (const { type, data } of events) {
      for (const one of data.crossings?.filter((crossing) => crossing.unitId === unitId) ?? []) {
        if (type === 'corridor.crossing.recorded.v1') standing.set(one.crossingId, one);
        if (type === 'corridor.crossing.withdrawn.v1') standing.delete(one.crossingId);
      }
    }
    if (events.length < 500) return [...standing.values()];
    after = `&after=${events.at(-1)?.position ?? ''}`;
  }
}

const standingOf = async (unitId: string): Promise<unknown> => (await of.hub.database.sql<{ standing: unknown }>('SELECT standing FROM corridor_following WHERE unit_id = $1', [unitId]))[0]?.standing ?? {};

describe('fences', () => {
  const at = (longitude: number, latitude: number): object => ({ latitude, longitude });
  const square = [at(70, 30), at(72, 30), at(72, 32), at(70, 32)];
  it.each<[string, object, string | null]>([
    ['a square', { kind: 'polygon', outer: square }, null],
    ['a square over the antimeridian, with a hole', { kind: 'polygon', outer: [at(179, 30), at(-179, 30), at(-179, 32), at(179, 32)], holes: [[at(179.5, 31), at(-179.5, 31), at(-179.5, 31.5)]] }, null],
    ['a ring round the pole', { kind: 'polygon', outer: [at(0, 70), at(90, 72), at(180, 70), at(-90, 72)] }, null],
    ['three places in a line', { kind: 'polygon', outer: [at(70, 30), at(71, 31), at(72, 32)] }, '/shape/outer'],
    ['a bow-tie', { kind: 'polygon', outer: [at(70, 30), at(72, 32), at(72, 30), at(70, 32)] }, '/shape/outer'],
    ['a ring that says its beginning again', { kind: 'polygon', outer: [...square, at(70, 30)] }, '/shape/outer'],
    ['a hole outside', { kind: 'polygon', outer: square, holes: [[at(80, 30), at(81, 30), at(81, 31)]] }, '/shape/holes/0'],
    ['a route that goes nowhere', { kind: 'route', line: [at(70, 30), at(70, 30)], widthMetres: 100 }, '/shape/line'],
  ])('enclose something: %s', async (_, shape, pointer) => {
    const { corridorId, operator } = of;
    const drawn = { corridorId, institutionId: operator.institutionId, name: 'Shape', shape };
    const { status, body } = await operator.coordinator.send<{ details?: { issues: { pointer: string }[] } }>('corridor.fence.create', drawn);
    expect([status, body.details?.issues.map((issue) => issue.pointer) ?? []]).toEqual(pointer === null ? [200, []] : [400, [pointer]]);
  });

  it('are drawn by a coordinator for their own organisation, known to all members, and nobody’s who takes no part', async () => {
    const { corridorId, operator, host, stranger } = of;
    const drawn = { corridorId, institutionId: operator.institutionId, name: 'Dry port', shape: circle(400_000, 500) };
    expect((await host.coordinator.send('corridor.fence.create', drawn)).status).toBe(403);
    const { fenceId } = done(await operator.coordinator.send<{ fenceId: string }>('corridor.fence.create', drawn));
    done(await operator.coordinator.send('corridor.fence.change', { corridorId, fenceId, name: 'Dry port of Sost', rule: { dwellFixes: 2 } }));
    const { data } = done(await host.affiliate.get<{ data: { id: string; name: string; version: number; rule: { dwellSeconds: number } }[] }>(`/corridors/${corridorId}/fences`));
    expect(data.find(({ id }) => id === fenceId)).toMatchObject({ name: 'Dry port of Sost', version: 2, rule: { dwellSeconds: 60, dwellFixes: 2 } });
    done(await operator.coordinator.send('corridor.fence.change', { corridorId, fenceId, rule: { exitMetres: 40 } }));
    const changed = done(await host.affiliate.get<{ data: { id: string; rule: object }[] }>(`/corridors/${corridorId}/fences`)).data.find(({ id }) => id === fenceId);
    expect(changed?.rule).toEqual({ dwellSeconds: 60, dwellFixes: 2, enterMetres: 0, exitMetres: 40 });
    expect((await stranger.get(`/corridors/${corridorId}/fences`)).status).toBe(404);
    done(await operator.coordinator.send('corridor.fence.retire', { corridorId, fenceId }));
    const again = await operator.coordinator.send('corridor.fence.change', { corridorId, fenceId, name: 'x' });
    expect([again.status, again.body['code']]).toEqual([409, 'fence_retired']);
  });

  it('name the field of a shape that is none', async () => {
    const { corridorId, operator } = of;
    const bad = await operator.coordinator.send('corridor.fence.create', { corridorId, institutionId: operator.institutionId, name: 'x', shape: { kind: 'circle', centre: HOME, radiusMetres: -1 } });
    expect(bad.status).toBe(400);
    expect(JSON.stringify(bad.body)).toContain('/shape/radiusMetres');
  });

  it('count from when they are drawn', async () => {
    const { corridorId, operator } = of;
    const unitId = await anotherUnit();
    const { fenceId } = done(await operator.coordinator.send<{ fenceId: string }>('corridor.fence.create', { corridorId, institutionId: operator.institutionId, name: 'New', shape: circle(300_000, 500) }));
    await report(of, unitId, [fix(0, 0, 300_000), fix(100, 0, 300_000), fix(200, 0, 300_000)]);
    expect((await crossingsOf(of, unitId)).filter((one) => one.fenceId === fenceId)).toEqual([]);
    done(await operator.coordinator.send('corridor.fence.retire', { corridorId, fenceId }));
  });
});

describe('what a unit crosses', () => {
  it('is told to those who read its position exactly, and to no others', async () => {
    const { corridorId, operator, lead, host } = of;
    const unitId = await anotherUnit();
    const fenceId = await aFence(of, circle(200_000, 1_000));
    done(await operator.coordinator.send('corridor.grant.give', { corridorId, institutionId: operator.institutionId, readerInstitutionId: lead.institutionId, dataClass: 'position', purpose: 'overview', precisionMetres: 5_000, delaySeconds: 0 }));
    await report(of, unitId, [fix(0, 5_000, 200_000), fix(300, 0, 200_000), fix(600, 0, 200_000)]);
    const seen = async (who: { get: TestCorridor['administrator']['get'] }): Promise<number> =>
      done(await who.get<{ data: CrossingView[] }>(`/corridors/${corridorId}/crossings?unitId=${unitId}&fenceId=${fenceId}`)).data.length;
    expect([await seen(operator.field), await seen(of.administrator), await seen(lead.coordinator), await seen(host.coordinator)]).toEqual([1, 1, 0, 0]);
    expect((await operator.affiliate.get(`/corridors/${corridorId}/crossings`)).status).toBe(403);
    const told = done(await lead.coordinator.get<{ data: Told[] }>(`/streams/corridor:${corridorId}/events?limit=500`)).data.filter(({ type }) => type.startsWith('corridor.crossing'));
    expect(told).toEqual([]);
  });

  it('is a border as well: another country, and what holds there', async () => {
    const { corridorId, lead, host, administrator } = of;
    const unitId = await anotherUnit();
    done(await lead.coordinator.send('corridor.border.set_rules', { corridorId, countryCode: 'CN', languages: ['zh-Hans'], forms: ['mds'] }));
    const north = (seconds: number, latitude: number): Entered => ({ fixTime: new Date(START + seconds * 1_000).toISOString(), latitude, longitude: 75.43 });
    await report(of, unitId, [north(0, 36.6), north(600, 36.7), north(1_200, 36.8), north(1_800, 36.9), north(2_400, 37), north(3_000, 37.1)]);
    const borders = (await crossingsOf(of, unitId)).map(({ fromCountry, countryCode }) => [fromCountry, countryCode]);
    expect(borders).toEqual([[null, 'PK'], ['PK', 'CN']]);
    const { data } = done(await administrator.get<{ data: Told[] }>(`/streams/corridor:${corridorId}/events?limit=500`));
    const crossed = data.filter((event) => event.type === 'corridor.border.crossed.v1');
    expect(crossed.map((event) => event.data)).toMatchObject([{ fromCountry: 'PK', countryCode: 'CN', languages: ['zh-Hans'], forms: ['mds'], hostIds: [host.institutionId], crossings: [{ unitId }] }]);
  });

  it('is one enter and one exit a fence for a convoy of five that was out of reach for two hours and uploads the newest first', async () => {
    const fenceIds = [await aFence(of, circle(30_000, 2_000)), await aFence(of, circle(60_000, 2_000))];
    // 15 m/s eastwards, a fix every 20 s; the line is down from 10 minutes to 2 h 10 min.
    const track = Array.from({ length: 430 }, (_, at) => fix(at * 20, 0, at * 20 * 15, 10));
    const [live, held, after] = [track.slice(0, 30), track.slice(30, 390), track.slice(390)];
    const units = await Promise.all(Array.from({ length: 5 }, anotherUnit));
    await Promise.all(units.map(async (unitId) => {
      await report(of, unitId, live);
      await report(of, unitId, after);
      for (let to = held.length; to > 0; to -= 60) await report(of, unitId, held.slice(Math.max(0, to - 60), to).reverse());
    }));
    for (const unitId of units) {
      const crossed = (await crossingsOf(of, unitId)).filter(({ fenceId }) => fenceIds.includes(fenceId ?? ''));
      expect(crossed.map(({ kind, fenceId }) => `${kind} ${fenceIds.indexOf(fenceId ?? '')}`)).toEqual(['enter 0', 'exit 0', 'enter 1', 'exit 1']);
      const { data } = done(await of.operator.coordinator.get<{ data: unknown[] }>(`/units/${unitId}/track?limit=1000`));
      expect(data).toHaveLength(track.length);
    }
  }, 60_000);

  it('does not depend on the order in which the fixes come: shuffled, in batches, some twice', async () => {
    await Promise.all([
      aFence(of, circle(0, 800), { dwellSeconds: 90, dwellFixes: 3, exitMetres: 60 }),
      aFence(of, { kind: 'polygon', outer: [[-0.01, -0.01], [-0.01, 0.02], [0.01, 0.02], [0.01, -0.01]].map(([north = 0, east = 0]) => ({ latitude: HOME.latitude + north, longitude: HOME.longitude + east })) }, { dwellSeconds: 30, enterMetres: 20 }),
      aFence(of, { kind: 'route', line: [{ latitude: HOME.latitude - 0.03, longitude: HOME.longitude }, { latitude: HOME.latitude + 0.03, longitude: HOME.longitude + 0.01 }], widthMetres: 250 }, { dwellSeconds: 0, dwellFixes: 1 }),
    ]);
    const step = fc.record({ seconds: fc.integer({ min: 1, max: 900 }), north: fc.integer({ min: -1_500, max: 1_500 }), east: fc.integer({ min: -1_500, max: 1_500 }), accuracy: fc.constantFrom(undefined, 5, 40, 300) });
    const drive = fc.array(step, { minLength: 3, maxLength: 30 });
    await fc.assert(fc.asyncProperty(drive, fc.infiniteStream(fc.nat(1_000)), fc.integer({ min: 1, max: 8 }), async (steps, luck, size) => {
      let [seconds, north, east] = [0, 0, 0];
      const track = steps.map((one) => fix((seconds += one.seconds), (north = (north + one.north) / 1.3), (east = (east + one.east) / 1.3), one.accuracy));
      const draw = (): number => luck.next().value ?? 0;
      const shuffled = [...track, ...track.filter(() => draw() < 200)].map((one) => ({ one, by: draw() })).sort((a, b) => a.by - b.by).map(({ one }) => one);
      const [ordered, mixed] = [await anotherUnit(), await anotherUnit()];
      await report(of, ordered, track);
      for (let at = 0; at < shuffled.length; at += size) await report(of, mixed, shuffled.slice(at, at + size));
      const [expected, found] = [await crossingsOf(of, ordered), await crossingsOf(of, mixed)];
      expect(found.map(bare).sort()).toEqual(expected.map(bare).sort());
      expect((await foldEvents(mixed)).map(bare).sort()).toEqual(expected.map(bare).sort());
      expect(await standingOf(mixed)).toEqual(await standingOf(ordered));
    }), { numRuns: 10, endOnFailure: true });
  }, 120_000);

  it('is marked late, and no border alarm, where it was found by fixes that came after newer ones', async () => {
    const unitId = await anotherUnit();
    const fenceId = await aFence(of, circle(150_000, 1_000));
    await report(of, unitId, [fix(0, 0, 140_000), fix(7_200, 0, 170_000), fix(7_300, 0, 170_000)]);
    await report(of, unitId, [fix(3_000, 0, 150_000), fix(3_100, 0, 150_000), fix(3_200, 0, 150_000)]);
    const crossed = (await crossingsOf(of, unitId)).filter((one) => one.fenceId === fenceId);
    expect(crossed.map(({ kind, late }) => [kind, late])).toEqual([['enter', true], ['exit', true]]);
  });
});
