import { Temporal } from 'temporal-polyfill';
import { WatchSilence } from '#corridor';
import { aCorridor, done, settled, type TestCorridor } from '../corridor/a-corridor.js';
import { aDeployment, step } from '../corridor/a-deployment.js';
import { DAY } from '../corridor/a-report.js';
import { aFence, crossingsOf, report } from '../corridor/a-track.js';
import type { Visitor } from '../support/hub.js';
import { until } from '../support/until.js';
import { bothWays, factsOf, feedOf, gather, numbersOf, rowsOf, saysNothing } from './gather.js';

type Json = Record<string, unknown>;
type List = { data: Json[] };

const ZONE = 'Asia/Shanghai';
const HOME = { latitude: 39.47, longitude: 75.99 };
const KINDS = ['corridor.daily_situation', 'corridor.capacity_stock', 'corridor.alert_times'] as const;

let of: TestCorridor;
let deploymentId: string;
let itemId: string;
let alerts: string[];
/** From a day ago until a minute from now: boards that were reported just now are not stale in it. */
const window = (): { from: Date; to: Date } => ({ from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 60_000) });
const asked = (): { corridorId: string } => ({ corridorId: of.corridorId });
const get = async (who: Visitor, path: string): Promise<Json[]> => done(await who.get<List>(path)).data;

/** A unit that works at its site, crossed a fence and has fallen silent; its board, its stock, and alerts in all states. */
beforeAll(async () => {
  of = await aCorridor();
  const { operator, corridorId, unitId, hub } = of;
  deploymentId = await aDeployment(of, 'operational');
  done(await operator.field.send('corridor.board.report', { unitId, readings: [
    { field: 'beds.adult_icu.available', value: 3 }, { field: 'beds.adult_icu.baseline', value: 5 }, { field: 'oxygen.cylinders', value: 12 }, { field: 'power.source', value: 'generator' }, { field: 'staff.nurse', value: 12 },
    { field: 'beds.burn.available', value: 2, asOf: new Date(Date.now() - 6 * 3_600_000).toISOString() },
  ] }));
  itemId = String(done(await operator.coordinator.send<Json>('corridor.item.register', { corridorId, code: { system: 'urn:example:items', value: 'p' }, name: 'Paracetamol 500 mg', unit: '{tablet}' }))['itemId']);
  done(await operator.field.send('corridor.stock.receive', { unitId, itemId, quantity: { value: 300, unit: '{tablet}' } }));
  done(await operator.field.send('corridor.stock.issue', { unitId, itemId, quantity: { value: 45, unit: '{tablet}' } }));
  const raise = async (more: object): Promise<string> => String(done(await operator.coordinator.send<Json>('corridor.alert.raise', { corridorId, institutionId: operator.institutionId, unitId, severity: 'severe', headline: 'Road blocked', ...more }))['alertId']);
  alerts = [await raise({}), await raise({ severity: 'extreme' }), await raise({ exercise: true })];
  done(await operator.coordinator.send('corridor.alert.acknowledge', { alertId: alerts[0] }));
  done(await operator.coordinator.send('corridor.alert.resolve', { alertId: alerts[0] }));
  await aFence(of, { kind: 'circle', centre: HOME, radiusMetres: 500 });
  const fix = (seconds: number, metresEast: number): { fixTime: string; latitude: number; longitude: number } => ({ fixTime: new Date(Date.now() - 4 * 3_600_000 + seconds * 1_000).toISOString(), latitude: HOME.latitude, longitude: Number((HOME.longitude + metresEast / 85_800).toFixed(6)) });
  await report(of, unitId, [fix(0, 3_000), fix(120, 2_000), fix(240, 100), fix(360, 0), fix(480, 0), fix(600, 10)]);
  await until(async () => (await crossingsOf(of, unitId)).some(({ kind }) => kind === 'enter'));
  done(await operator.coordinator.send('corridor.silence.set_rule', { unitId, everySeconds: 60 }));
  await hub.app.get(WatchSilence).look();
  await settled(hub);
}, 240_000);
afterAll(() => of.hub.close());

describe('the daily situation', () => {
  it('says where deployments stand and which unit is silent', async () => {
    const report = await gather(of.operator.coordinator, 'corridor.daily_situation', asked(), { window: window() });
    expect(rowsOf(report, 'deployments')).toEqual([expect.objectContaining({ deployment_id: deploymentId, unit: 'Mobile hospital 1', operator: 'Lahore Relief', host: 'Kashgar Health Authority', country: 'China', state: 'operational', steps: 8, silent_since: expect.any(String) })]);
    expect(factsOf(report)).toMatchObject({ under_way: 1, silent: 1 });
  });

  it('says of capacity, stock and crossings what the doors say', async () => {
    const report = await gather(of.operator.coordinator, 'corridor.daily_situation', asked(), { window: window() });
    expect(rowsOf(report, 'capacity').map(({ field, total, reported, stale }) => [field, total, reported, stale])).toEqual([['Beds, adult intensive care: available', 3, 1, 0], ['Oxygen cylinders', 12, 1, 0]]);
    expect(rowsOf(report, 'stock')).toEqual([{ item: 'Paracetamol 500 mg', holder: 'Mobile hospital 1', institution: 'Lahore Relief', came: 300, went: 45, left: 255, measure: '{tablet}' }]);
    const crossings = (await crossingsOf(of, of.unitId)).map(({ crossedAt, kind }) => [crossedAt, kind === 'border' ? 'over a border' : kind === 'enter' ? 'into a fence' : 'out of a fence']);
    expect(rowsOf(report, 'crossings').map(({ crossed_at, crossing }) => [crossed_at, crossing])).toEqual(crossings);
    expect(rowsOf(report, 'crossings')).toContainEqual(expect.objectContaining({ unit: 'Mobile hospital 1', crossing: 'into a fence', fence: 'A fence' }));
  });

  it('names the open alerts, the worst first, and those of the day', async () => {
    const rows = rowsOf(await gather(of.operator.coordinator, 'corridor.daily_situation', asked(), { window: window() }), 'alerts');
    expect(rows[0]).toMatchObject({ alert_id: alerts[1], severity: 'extreme' });
    expect(rows.map(({ alert_id }) => alert_id).sort()).toEqual((await get(of.operator.coordinator, `/corridors/${of.corridorId}/alerts?limit=250`)).map(({ alertId }) => alertId).sort());
  });
});

describe('capacity and stock', () => {
  it('has every reading with its age, and the sums that the door gives', async () => {
    const report = await gather(of.operator.coordinator, 'corridor.capacity_stock', asked(), { window: window() });
    expect(rowsOf(report, 'boards').map(({ field, value, freshness }) => [field, value, freshness])).toEqual([
      ['Beds, adult intensive care: available', 3, 'live'], ['Beds, adult intensive care: as a rule', 5, 'live'], ['Beds, burns: available', 2, 'stale'], ['Oxygen cylinders', 12, 'live'], ['Source of power', 'generator', 'live'], ['Staff: nurse', 12, 'live'],
    ]);
    const { sums } = done(await of.operator.coordinator.get<{ sums: { sum: number | null }[] }>(`/corridors/${of.corridorId}/capacity`));
    expect(rowsOf(report, 'capacity').map(({ total }) => total).sort()).toEqual(sums.flatMap(({ sum }) => (sum === null ? [] : [sum])).sort());
    expect(rowsOf(report, 'stock')).toEqual([expect.objectContaining({ holder: 'Mobile hospital 1', item: 'Paracetamol 500 mg', left: 255 })]);
    expect(factsOf(report)).toEqual({ boards: 1, readings: 6, stale_readings: 1, beds_available: 3, stock_items: 1, open_requests: 0 });
  });
});

describe('alerts and response times', () => {
  it('takes each as long as the read of the alert says, and leaves drills out of the percentiles', async () => {
    const report = await gather(of.operator.coordinator, 'corridor.alert_times', asked(), { window: window() });
    for (const row of rowsOf(report, 'alerts')) {
      const { response } = done(await of.operator.coordinator.get<{ response: Json }>(`/alerts/${row['alert_id']}`));
      expect({ toNotified: row['to_notified'], toAcknowledged: row['to_acknowledged'], toResolved: row['to_resolved'] }).toEqual(response);
    }
    const handRaised = rowsOf(report, 'alerts').filter(({ alert_id }) => alerts.includes(String(alert_id)));
    expect(handRaised.map(({ exercise }) => exercise)).toEqual([false, false, true]);
    const severe = rowsOf(report, 'alerts').filter(({ severity, exercise }) => severity === 'severe' && exercise === false);
    expect(rowsOf(report, 'response_times').filter(({ severity }) => severity === 'severe').map(({ alerts: all, time }) => [all, time])).toEqual([[severe.length, 'notified'], [severe.length, 'acknowledged'], [severe.length, 'resolved']]);
    const real = rowsOf(report, 'alerts').filter(({ exercise }) => exercise === false);
    const heard = real.map(({ to_acknowledged }) => to_acknowledged).filter((seconds) => seconds !== null);
    expect(heard).toHaveLength(1);
    expect(factsOf(report)).toEqual({ alerts: real.length, severe_alerts: severe.length + 1, drills: 1, acknowledged: 1, resolved: 1, median_to_acknowledged: heard[0], longest_to_acknowledged: heard[0] });
    expect(rowsOf(report, 'response_times').find(({ severity, time }) => severity === 'severe' && time === 'resolved')?.['happened']).toBe(severe.filter(({ to_resolved }) => to_resolved !== null).length);
  });
});

describe('who reads', () => {
  it('a member who is shown less gets less: what the doors show them, and no more', async () => {
    const lead = of.lead.coordinator;
    const situation = await gather(lead, 'corridor.daily_situation', asked(), { window: window() });
    expect(rowsOf(situation, 'deployments').map(({ deployment_id }) => deployment_id)).toEqual([deploymentId]);
    expect(rowsOf(situation, 'alerts').map(({ alert_id }) => alert_id).sort()).toEqual((await get(lead, `/corridors/${of.corridorId}/alerts?limit=250`)).map(({ alertId }) => alertId).sort());
    const boards = rowsOf(await gather(lead, 'corridor.capacity_stock', asked(), { window: window() }), 'boards');
    expect(boards.length > 0).toBe((await get(lead, `/corridors/${of.corridorId}/boards?limit=250`)).some(({ readings }) => (readings as unknown[]).length > 0));
  });

  it.each(KINDS)('a stranger gets nothing, and a window in which nothing happened is empty: %s', async (kind) => {
    expect(saysNothing(await gather(of.stranger, kind, asked(), { window: window() }))).toBe(true);
    expect(saysNothing(await gather(of.operator.coordinator, kind, asked(), { window: { from: new Date('2020-01-01T00:00:00Z'), to: new Date('2020-01-02T00:00:00Z') } }))).toBe(true);
  });
});

describe('the daily reports of a deployment', () => {
  const local = (day: string): { from: Date; to: Date } => {
    const end = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime({ timeZone: ZONE }).epochMilliseconds;
    return { from: new Date(end - 86_400_000), to: new Date(end) };
  };
  const submit = (day: string, count: number): Promise<unknown> => of.operator.field.send('corridor.report.submit', { deploymentId, day, source: 'hand', cells: [{ item: 0, column: 'all', count }, { item: 9, column: 'five_over', count: 2 }], needs: [56] });

  it('has the newest version of the range, in the words of the form, and the needs', async () => {
    await submit(DAY, 40);
    const upTo = (await feedOf(of.operator.coordinator)).at(-1)?.id ?? null;
    await submit(DAY, 44);
    const patients = async (ends: string | null): Promise<unknown> => rowsOf(await gather(of.operator.coordinator, 'corridor.deployment_mds', { deploymentId }, { window: local(DAY), upTo: ends }), 'counts').find(({ line_number, group }) => line_number === 0 && group === 'all');
    expect(await patients(upTo)).toMatchObject({ day: DAY, form: 'mds50', version: 1, line: 'All patients', count: 40 });
    expect(await patients(null)).toMatchObject({ version: 2, count: 44 });
    const report = await gather(of.operator.coordinator, 'corridor.deployment_mds', { deploymentId }, { window: local(DAY) });
    expect(rowsOf(report, 'needs')).toEqual([{ day: DAY, form: 'mds50', line_number: 56, line: 'Water, sanitation and hygiene' }]);
    expect(saysNothing(await gather(of.operator.coordinator, 'corridor.deployment_mds', { deploymentId }, { window: local('2024-11-19') }))).toBe(true);
  });

  it('hides small counts from who is shown none, and is nothing to a stranger', async () => {
    done(await of.operator.coordinator.send('corridor.grant.give', { corridorId: of.corridorId, institutionId: of.operator.institutionId, readerInstitutionId: of.lead.institutionId, dataClass: 'report', purpose: 'To see how it goes' }));
    await submit(DAY, 47);
    await settled(of.hub);
    const shown = done(await of.lead.coordinator.get<{ cells: { item: number; column: string; count: number | null; hidden: boolean }[] }>(`/deployments/${deploymentId}/reports/${DAY}`)).cells;
    const rows = rowsOf(await gather(of.lead.coordinator, 'corridor.deployment_mds', { deploymentId }, { window: local(DAY) }), 'counts');
    expect(rows.map(({ line_number, count, remark }) => [line_number, count, remark !== null])).toEqual(shown.map(({ item, count, hidden }) => [item, count, hidden]));
    expect(shown.some(({ hidden }) => hidden)).toBe(true);
    expect(saysNothing(await gather(of.stranger, 'corridor.deployment_mds', { deploymentId }, { window: local(DAY) }))).toBe(true);
  });

  it('says which are missing, by the clock of the site', async () => {
    const opened = (await feedOf(of.operator.coordinator)).find(({ type, data }) => type === 'corridor.deployment.moved.v1' && data['to'] === 'operational')?.time ?? '';
    const first = Temporal.Instant.from(opened).toZonedDateTimeISO(ZONE).toPlainDate();
    await submit(first.toString(), 12);
    const to = new Date(first.add({ days: 3 }).toZonedDateTime({ timeZone: ZONE, plainTime: '12:00' }).epochMilliseconds);
    const report = await gather(of.operator.coordinator, 'corridor.deployment_mds', { deploymentId }, { window: { from: new Date(to.getTime() - 4 * 86_400_000), to } });
    expect(rowsOf(report, 'late').map(({ day, state }) => [day, state])).toEqual([[first.add({ days: 1 }).toString(), 'missing'], [first.add({ days: 2 }).toString(), 'missing']]);
    expect(factsOf(report)).toMatchObject({ in_time: 1, missing: 2 });
  });
});

describe('a report of a corridor', () => {
  it.each(KINDS)('is made by the hub as the doors show it to the reader: %s', async (kind) => {
    for (const reader of [of.operator.coordinator, of.lead.coordinator, of.host.coordinator]) {
      const { byHub, byDoors } = await bothWays(reader, kind, asked());
      expect(byHub).toEqual(byDoors);
    }
  });

  it('of the same range is the same, whatever happens afterwards', async () => {
    const [upTo, span] = [(await feedOf(of.operator.coordinator)).at(-1)?.id ?? null, window()];
    const make = async (): Promise<string> => JSON.stringify(await Promise.all(KINDS.map((kind) => gather(of.operator.coordinator, kind, asked(), { window: span, upTo }))));
    const before = await make();
    done(await of.operator.field.send('corridor.stock.issue', { unitId: of.unitId, itemId, quantity: { value: 5, unit: '{tablet}' } }));
    done(await of.operator.coordinator.send('corridor.unit.change', { unitId: of.unitId, name: 'Another name' }));
    done(await of.operator.coordinator.send('corridor.alert.acknowledge', { alertId: alerts[1] }));
    done(await step(of.operator.coordinator, deploymentId, 'begin_transition'));
    await settled(of.hub);
    expect(await make()).toBe(before);
  });

  it.each(['zh', 'ru', 'ur', 'ar'] as const)('says the same in %s, in other words', async (language) => {
    const span = window();
    for (const kind of KINDS) {
      const [english, other] = [await gather(of.operator.coordinator, kind, asked(), { window: span }), await gather(of.operator.coordinator, kind, asked(), { window: span, language })];
      expect(other.title).not.toBe(english.title);
      const sorted = (said: typeof english): string[] => JSON.stringify(numbersOf(said)).split(/[[\],]+/).sort();
      expect(sorted(other)).toEqual(sorted(english));
    }
  });
});
