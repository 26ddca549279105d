import { WatchBoards } from '#corridor';
import type { Answer } from '../support/hub.js';
import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

interface Board {
  freshness: string | null;
  shared: string[];
  readings: { field: string; value: number | string | null; freshness: string; asOf: string; by: string; source: string }[];
  oxygen: { hoursLeft: number | null; sustained: boolean; freshness: string } | null;
  assessment: { declared: string; today: string | null; short: { need: string; atLeast: number; there: number }[]; unknown: string[] } | null;
}
type Given = Readonly<Record<string, number | string | null>>;

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const readingsOf = (values: Given, asOf?: string): object[] => Object.entries(values).map(([field, value]) => ({ field, value, ...(asOf === undefined ? {} : { asOf }) }));
const report = (unitId: string, values: Given, asOf?: string): Promise<Answer<{ current: number; late: number }>> => of.operator.field.send('corridor.board.report', { unitId, readings: readingsOf(values, asOf) });
const read = async (holderId: string, who = of.operator.coordinator): Promise<Board> => done(await who.get<Board>(`/corridors/${of.corridorId}/boards/${holderId}`));
const valueOf = (board: Board, field: string): unknown => board.readings.find((reading) => reading.field === field)?.value;
const events = async (type: string, holderId: string): Promise<{ data: Record<string, unknown>; audience: string[] }[]> =>
  of.hub.database.sql(`SELECT data, audience FROM log_event WHERE type = $1 AND data ->> 'holderId' = $2 ORDER BY "offset"`, [type, holderId]);
const alerts = async (key: string): Promise<{ state: string; facts: Record<string, unknown> }[]> => of.hub.database.sql('SELECT state, facts FROM corridor_alert WHERE key = $1 ORDER BY id', [key]);

let numbered = 1;
async function anotherUnit(over: object = {}): Promise<string> {
  numbered += 1;
  return done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', { ...aUnit(of.corridorId, of.operator.institutionId, `Unit ${numbered}`), ...over })).unitId;
}

describe('reporting a board', () => {
  it('takes any part of it, with who said it, when and from where', async () => {
    const { unitId } = of;
    expect(done(await report(unitId, { 'beds.adult_icu.baseline': 6, 'beds.adult_icu.available': 4, 'staff.nurse': 12 }))).toEqual({ current: 3, late: 0 });
    done(await report(unitId, { 'beds.adult_icu.available': 3 }));
    const board = await read(unitId);
    expect([valueOf(board, 'beds.adult_icu.baseline'), valueOf(board, 'beds.adult_icu.available'), valueOf(board, 'staff.nurse')]).toEqual([6, 3, 12]);
    expect(board.readings[0]).toMatchObject({ freshness: 'live', by: of.operator.field.personId, source: 'person' });
    expect(valueOf(board, 'beds.burn.available')).toBeUndefined();
  });

  it('keeps what is as of earlier as history, and never shows it as now, in whatever order it came', async () => {
    const unitId = await anotherUnit();
    const told = [[50, 5], [10, 9], [30, 7], [20, 8], [40, 6]] as const;
    for (const [minutes, value] of told) done(await report(unitId, { 'beds.medical_surgical.available': value }, ago(minutes)));
    expect(valueOf(await read(unitId), 'beds.medical_surgical.available')).toBe(9);
    const history = done(await of.operator.coordinator.get<{ data: { value: number }[] }>(`/corridors/${of.corridorId}/boards/${unitId}/readings?field=beds.medical_surgical.available`));
    expect(history.data.map(({ value }) => value)).toEqual([9, 8, 7, 6, 5]);
    const shown = (await events('corridor.board.reported.v1', unitId)).map(({ data }) => (data['readings'] as { value: number }[])[0]?.value);
    expect(shown).toEqual([5, 9]);
  });

  it('refuses more available beds than baseline and surge, whichever of the numbers moves, and leaves no trace of it', async () => {
    const unitId = await anotherUnit();
    done(await report(unitId, { 'beds.burn.baseline': 4, 'beds.burn.surge': 2, 'beds.burn.available': 6 }));
    const moves: readonly Given[] = [{ 'beds.burn.available': 7 }, { 'beds.burn.surge': 1 }, { 'beds.burn.baseline': 3 }];
    for (const values of moves) {
      const refused = await report(unitId, values);
      expect([refused.status, refused.body]).toEqual([409, expect.objectContaining({ code: 'beds_over_capacity' })]);
    }
    expect(await events('corridor.board.reported.v1', unitId)).toHaveLength(1);
    expect(await of.hub.database.sql('SELECT FROM corridor_reading WHERE holder_id = $1', [unitId])).toHaveLength(3);
  });

  it('names the field of what is no reading', async () => {
    const { unitId, operator } = of;
    const readings = [{ field: 'beds.sofa.available', value: 1 }, { field: 'staff.nurse', value: 1.5 }, { field: 'security.level', value: 'calm' }, { field: 'staff.nurse', value: -1 }];
    const { status, body } = await operator.field.send('corridor.board.report', { unitId, readings });
    const issues = ((body['details'] ?? body) as { issues?: { pointer: string }[] }).issues ?? [];
    expect([status, issues.map(({ pointer }) => pointer).sort()]).toEqual([400, ['/readings/0/field', '/readings/1/value', '/readings/2/value', '/readings/3/value']]);
    const future = await operator.field.send('corridor.board.report', { unitId, readings: [{ field: 'staff.nurse', value: 1, asOf: ago(-60) }] });
    expect([future.status, JSON.stringify(future.body)]).toEqual([400, expect.stringContaining('/readings/0/asOf')]);
    const both = await operator.field.send('corridor.board.report', { unitId, centreId: of.centreId, readings: [{ field: 'staff.nurse', value: 1 }] });
    expect(both.status).toBe(400);
  });
});

describe('the freshness of a board', () => {
  it('is live, ageing or stale by the rule of each field, and a stale board is told once', async () => {
    const unitId = await anotherUnit();
    done(await report(unitId, { 'beds.adult_icu.available': 1 }, ago(5)));
    done(await report(unitId, { 'oxygen.demand': 20 }, ago(120)));
    done(await report(unitId, { 'facility.clinical': 'normal' }, ago(300)));
    // As old, and not stale: what is built ages by the day. And what is not known never ages.
    done(await report(unitId, { 'beds.adult_icu.baseline': 8, 'security.level': null }, ago(300)));
    const board = await read(unitId);
    expect(Object.fromEntries(board.readings.map(({ field, freshness }) => [field, freshness]))).toMatchObject({
      'beds.adult_icu.available': 'live', 'oxygen.demand': 'ageing', 'facility.clinical': 'stale', 'beds.adult_icu.baseline': 'live',
    });
    expect(board.freshness).toBe('stale');

    const watch = of.hub.app.get(WatchBoards);
    await watch.look();
    await watch.look();
    const told = await events('corridor.board.turned_stale.v1', unitId);
    expect(told.map(({ data }) => data['fields'])).toEqual([['facility.clinical']]);
    expect(await alerts(`board_stale:${unitId}`)).toEqual([expect.objectContaining({ facts: expect.objectContaining({ fields: 1 }) })]);
    done(await report(unitId, { 'facility.clinical': 'full' }));
    expect((await read(unitId)).freshness).toBe('ageing');
    expect((await alerts(`board_stale:${unitId}`)).map(({ state }) => state)).toEqual(['resolved']);
  });
});

describe('sums over a corridor', () => {
  interface Sums { sums: { field: string; sum: number | null; reported: number; stale: number; of: number }[] }
  const sum = async (field: string): Promise<Sums['sums'][number] | undefined> => done(await of.administrator.get<Sums>(`/corridors/${of.corridorId}/capacity`)).sums.find((one) => one.field === field);

  it('say how many of how many reported; null is not nought, and stale is not now', async () => {
    const [a, b, c] = [await anotherUnit(), await anotherUnit(), await anotherUnit()];
    done(await report(a, { 'beds.neonatal_icu.available': 0 }));
    done(await report(b, { 'beds.neonatal_icu.available': null, 'beds.negative_flow_isolation.available': null }));
    done(await report(c, { 'beds.neonatal_icu.available': 4 }, ago(24 * 60)));
    const found = await sum('beds.neonatal_icu.available');
    expect(found).toMatchObject({ sum: 0, reported: 1, stale: 1 });
    // The centre and every unit that was entered here.
    expect(found?.of).toBe(1 + numbered);
    expect(await sum('beds.negative_flow_isolation.available')).toBeUndefined();
  });
});

describe('oxygen', () => {
  it('lasts as many hours as cylinders hold over what concentrators do not make', async () => {
    const unitId = await anotherUnit();
    done(await report(unitId, { 'oxygen.cylinders': 12, 'oxygen.cylinder_litres': 6800, 'oxygen.demand': 30, 'oxygen.concentrators': 2, 'oxygen.concentrator_flow': 5 }));
    // 12 cylinders of 6,800 L over 20 L/min.
    expect((await read(unitId)).oxygen).toEqual({ hoursLeft: 68, sustained: false, freshness: 'live' });
    done(await report(unitId, { 'oxygen.demand': 10 }));
    expect((await read(unitId)).oxygen).toMatchObject({ hoursLeft: null, sustained: true });
    done(await report(unitId, { 'oxygen.demand': null }));
    expect((await read(unitId)).oxygen).toMatchObject({ hoursLeft: null, sustained: false });
  });

  it('wakes somebody when it runs low, and once', async () => {
    const unitId = await anotherUnit();
    done(await report(unitId, { 'oxygen.cylinders': 3, 'oxygen.cylinder_litres': 6800, 'oxygen.demand': 20 }));
    done(await report(unitId, { 'oxygen.cylinders': 3 }));
    expect(await alerts(`oxygen_low:${unitId}`)).toEqual([expect.objectContaining({ facts: { hoursLeft: 17 } })]);
    done(await report(unitId, { 'oxygen.cylinders': 20 }));
    expect((await alerts(`oxygen_low:${unitId}`)).map(({ state }) => state)).toEqual(['resolved']);
  });
});

describe('what was declared', () => {
  it('is a Type 2 on paper and a Type 1 today when its beds are not there, and unknown is not missing', async () => {
    const unitId = await anotherUnit();
    done(await report(unitId, { 'staff.doctor': 4, 'staff.nurse': 12 }));
    expect((await read(unitId)).assessment).toEqual({ declared: 'type_2', today: 'type_2', short: [], unknown: ['inpatient_beds'] });
    expect(await alerts(`capacity_below_declared:${unitId}`)).toEqual([]);
    done(await report(unitId, { 'beds.medical_surgical.baseline': 12, 'beds.medical_surgical.surge': 2 }));
    expect((await read(unitId)).assessment).toMatchObject({ today: 'type_1_fixed', short: [{ need: 'inpatient_beds', atLeast: 20, there: 14 }] });
    done(await report(unitId, { 'staff.doctor': 1 }));
    expect((await read(unitId)).assessment?.today).toBe('type_1_mobile');
    expect(await alerts(`capacity_below_declared:${unitId}`)).toHaveLength(1);
    done(await report(unitId, { 'staff.doctor': 3, 'beds.medical_surgical.surge': 8 }));
    expect((await alerts(`capacity_below_declared:${unitId}`)).map(({ state }) => state)).toEqual(['resolved']);
  });
});

describe('who sees a board', () => {
  it('is settled by the compact, for reads, sums, snapshots and events alike, staff apart from the rest', async () => {
    const { corridorId, host, lead, operator, stream } = of;
    const unitId = await anotherUnit();
    done(await report(unitId, { 'beds.pediatric_icu.available': 2, 'staff.midwife': 3 }));
    expect(await read(unitId, lead.coordinator)).toMatchObject({ readings: [], shared: [], freshness: null });
    await of.hub.database.sql(
      `INSERT INTO corridor_grant (id, owner_id, reader_id, data_class, purpose, delay_seconds, given_by, given_at) VALUES (gen_random_uuid(), $1, $2, 'capacity', 'referrals', 0, $3, now())`,
      [operator.institutionId, lead.institutionId, operator.coordinator.personId],
    );
    expect((await read(unitId, lead.coordinator)).readings.map(({ field }) => field)).toEqual(['beds.pediatric_icu.available']);
    expect((await read(unitId, host.coordinator)).readings).toEqual([]);
    expect((await of.operator.affiliate.get(`/corridors/${corridorId}/boards/${unitId}`)).status).toBe(403);
    expect((await of.stranger.get(`/corridors/${corridorId}/boards`)).status).toBe(404);

    const shown = async (who: typeof lead): Promise<Record<string, unknown> | undefined> => {
      const socket = await who.coordinator.socket();
      const reply = await socket.emitWithAck('stream.subscribe', { stream }) as { data: { snapshot: { boards: { holderId: string; readings: Record<string, unknown> }[] } } };
      return reply.data.snapshot.boards.find(({ holderId }) => holderId === unitId)?.readings;
    };
    expect(await shown(lead)).toEqual({ 'beds.pediatric_icu.available': [2, expect.any(Number)] });
    expect(Object.keys((await shown(operator)) ?? {}).sort()).toEqual(['beds.pediatric_icu.available', 'staff.midwife']);
    expect(await shown(host)).toBeUndefined();

    done(await report(unitId, { 'beds.pediatric_icu.available': 1, 'staff.midwife': 2 }));
    const heard = async (who: typeof lead): Promise<unknown[]> => done(await who.coordinator.get<{ data: { type: string; data: Record<string, unknown> }[] }>(`/streams/${stream}/events?limit=500`)).data
      .filter(({ type, data }) => type === 'corridor.board.reported.v1' && data['holderId'] === unitId).map(({ data }) => [data['dataClass'], (data['readings'] as { value: unknown }[])[0]?.value]);
    expect([await heard(lead), await heard(host)]).toEqual([[['capacity', 1]], []]);
    expect(await heard(operator)).toEqual([['capacity', 2], ['staff', 3], ['capacity', 1], ['staff', 2]]);
  });
});
