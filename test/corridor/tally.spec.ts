import { aCorridor, done, type TestCorridor } from './a-corridor.js';
import { aDeployment } from './a-deployment.js';
import { anEncounter, count, DAY, encounters, numberOf, type Cell } from './a-report.js';

let of: TestCorridor;
let deploymentId: string;
beforeAll(async () => {
  of = await aCorridor();
  deploymentId = await aDeployment(of, 'operational');
}, 240_000);
afterAll(() => of.hub.close());

interface Tally { encounters: number; withdrawn: number; zone: string; hours: number; cells: Cell[] }

async function tally(day: string): Promise<Tally> {
  return done(await of.operator.field.get<Tally>(`/deployments/${deploymentId}/tallies/${day}`));
}

/** The fields that were refused. */
function pointers(body: Record<string, unknown>): string[] {
  const { issues = [] } = (body['details'] ?? body) as { issues?: { pointer: string }[] };
  return issues.map(({ pointer }) => pointer);
}

describe('the tally of a day', () => {
  it('counts encounters as they close, by sex, age and item, and nothing twice', async () => {
    const [one, other] = [anEncounter(), anEncounter({ ageGroup: 'under_1', sex: 'male', items: [10, 37, 44] })];
    expect(await count(of.operator.field, deploymentId, [one, other, one])).toEqual(['counted', 'counted', 'duplicate']);
    expect(await count(of.operator.coordinator, deploymentId, [other, { ...one, items: [11] }])).toEqual(['duplicate', 'differs']);
    const { encounters: many, cells, zone, hours } = await tally(DAY);
    expect([many, zone, hours]).toEqual([2, 'Asia/Shanghai', 24]);
    expect([numberOf(cells, 0, 'all'), numberOf(cells, 1, 'under_1'), numberOf(cells, 2, 'age_18_64'), numberOf(cells, 9, 'five_over'), numberOf(cells, 10, 'under_5'), numberOf(cells, 11, 'all')]).toEqual([2, 1, 1, 1, 1, 0]);
    // A slot that nobody has named is not asked.
    expect(numberOf(cells, 19, 'all')).toBeUndefined();
  });

  it('counts an encounter once that twenty send at once', async () => {
    const one = anEncounter({ at: '2024-11-17T04:00:00.000Z' });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => count(of.operator.field, deploymentId, [one])));
    expect(outcomes.flat().sort()).toEqual(['counted', ...Array.from({ length: 19 }, () => 'duplicate')]);
    expect((await tally('2024-11-17')).encounters).toBe(1);
  });

  it('cuts the day at the local midnight of the unit', async () => {
    // Shanghai is eight hours ahead.
    expect(await count(of.operator.field, deploymentId, [anEncounter({ at: '2024-11-15T15:59:59.999Z' }), anEncounter({ at: '2024-11-15T16:00:00.000Z' })])).toEqual(['counted', 'counted']);
    expect([(await tally('2024-11-15')).encounters, (await tally('2024-11-16')).encounters]).toEqual([1, 1]);
  });

  it('takes corrections and withdrawals, one after the other, and keeps what stood before', async () => {
    const day = '2024-11-14';
    const one = anEncounter({ at: `${day}T04:00:00.000Z` });
    await count(of.operator.field, deploymentId, [one]);
    const revisions = await Promise.all(Array.from({ length: 8 }, () => of.operator.field.send<{ revision: number }>('corridor.tally.correct', { deploymentId, encounter: { ...one, items: [14] } })));
    expect(revisions.map((answer) => done(answer).revision).sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    const { cells } = await tally(day);
    expect([numberOf(cells, 9, 'all'), numberOf(cells, 14, 'all'), numberOf(cells, 0, 'all')]).toEqual([0, 1, 1]);
    expect(done(await of.operator.field.send('corridor.tally.withdraw', { deploymentId, encounterId: one['encounterId'] }))).toEqual({ revision: 10 });
    expect(done(await of.operator.field.send('corridor.tally.withdraw', { deploymentId, encounterId: one['encounterId'] }))).toEqual({ revision: 10 });
    expect(await tally(day)).toMatchObject({ encounters: 0, withdrawn: 1 });
    const kept = await of.hub.database.sql<{ items: number[] }>('SELECT items FROM corridor_encounter WHERE encounter_id = $1 ORDER BY revision', [one['encounterId']]);
    expect(kept.map(({ items }) => items[0])).toEqual([9, ...Array.from({ length: 9 }, () => 14)]);
    const unknown = await of.operator.field.send('corridor.tally.withdraw', { deploymentId, encounterId: deploymentId });
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'encounter_unknown']);
  });

  it('counts in a free slot from the day on from which it has a name', async () => {
    done(await of.host.coordinator.send('corridor.report.name_slots', { deploymentId, from: '2024-11-12', slots: [{ item: 20, name: 'Dengue' }] }));
    const at = (day: string): Record<string, unknown> => anEncounter({ at: `${day}T04:00:00.000Z`, items: [20] });
    expect(await count(of.operator.field, deploymentId, [at('2024-11-11'), at('2024-11-12')])).toEqual(['slot_unnamed', 'counted']);
    expect(numberOf((await tally('2024-11-12')).cells, 20, 'five_over')).toBe(1);
  });

  it.each([
    ['a birth of a male patient', { sex: 'male', items: [33] }, '/encounters/0/items/0'],
    ['a pregnant patient below five', { sex: 'female_pregnant', ageGroup: 'age_1_4' }, '/encounters/0/ageGroup'],
    ['two relations to the event', { items: [44, 46] }, '/encounters/0/items'],
    ['an item of the form that is no patient’s', { items: [51] }, '/encounters/0/items/0'],
    ['an item twice', { items: [9, 9] }, '/encounters/0/items'],
    ['a note to an item without a star', { lineNote: 'anything' }, '/encounters/0/lineNote'],
    ['a name beside the codes', { name: 'Gul Bibi' }, '/encounters/0'],
  ])('refuses %s, names the field, and counts nothing', async (_, changes, pointer) => {
    const before = await tally(DAY);
    const { status, body } = await of.operator.field.send('corridor.tally.add', { deploymentId, encounters: [anEncounter(changes)] });
    expect(status).toBe(400);
    expect(pointers(body).some((one) => one.startsWith(pointer))).toBe(true);
    expect((await tally(DAY)).encounters).toBe(before.encounters);
  });

  it('does not believe a clock that is days ahead, and counts nothing where no unit is', async () => {
    expect(await count(of.operator.field, deploymentId, [anEncounter({ at: '2031-01-01T00:00:00.000Z' })])).toEqual(['in_future']);
    const { unitId } = done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', {
      corridorId: of.corridorId, institutionId: of.operator.institutionId, name: 'Mobile hospital 9', emtType: 'type_2', vehicle: { kind: 'truck' },
    }));
    const planned = await aDeployment(of, 'planned', unitId);
    const { status, body } = await of.operator.field.send('corridor.tally.add', { deploymentId: planned, encounters: encounters(1) });
    expect([status, body['code']]).toEqual([409, 'not_on_site']);
  });

  it('tells that it moved and nothing more, to the two parties alone', async () => {
    const { data } = done(await of.host.coordinator.get<{ data: { type: string; data: object }[] }>(`/streams/deployment:${deploymentId}/events?after=earliest&limit=250`));
    const moved = data.filter(({ type }) => type === 'corridor.tally.moved.v1');
    expect(moved.length).toBeGreaterThan(4);
    for (const { data: told } of moved) expect(Object.keys(told).sort()).toEqual(['day', 'deploymentId', 'institutionId']);
    const outside = done(await of.lead.coordinator.get<{ data: { type: string }[] }>(`/streams/deployment:${deploymentId}/events?after=earliest&limit=250`));
    expect(outside.data.filter(({ type }) => type === 'corridor.tally.moved.v1')).toEqual([]);
  });
});
