import { Temporal } from 'temporal-polyfill';
import { ChaseReports } from '#corridor';
import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';
import { aDeployment } from './a-deployment.js';
import { anEncounter, count, DAY, encounters, numberOf, type Cell } from './a-report.js';

let of: TestCorridor;
let deploymentId: string;
beforeAll(async () => {
  of = await aCorridor();
  deploymentId = await aDeployment(of, 'operational');
}, 240_000);
afterAll(() => of.hub.close());

interface View { id: string; day: string; form: string; version: number; late: boolean; protected: boolean; readAs: string; slots: object; needs: number[]; cells: Cell[] }
type Submitted = Record<string, unknown> & { reportId: string; version: number; late: boolean };
interface Told { data: { type: string; data: Record<string, unknown>; audience?: string[] }[] }

const cell = (item: number, column: string, number: number): object => ({ item, column, count: number });

function submit(input: Readonly<Record<string, unknown>>, visitor = of.operator.field) {
  return visitor.send<Submitted>('corridor.report.submit', { deploymentId, day: DAY, source: 'hand', ...input });
}

async function read(visitor: TestCorridor['administrator'], day = DAY, search = ''): Promise<View> {
  return done(await visitor.get<View>(`/deployments/${deploymentId}/reports/${day}${search}`));
}

function pointers(body: Record<string, unknown>): string[] {
  const { issues = [] } = (body['details'] ?? body) as { issues?: { pointer: string }[] };
  return issues.map(({ pointer }) => pointer);
}

/** Shares the operator's reports with all members of the corridor. */
async function share(): Promise<void> {
  done(await of.operator.coordinator.send('corridor.grant.give', { corridorId: of.corridorId, institutionId: of.operator.institutionId, readerInstitutionId: null, dataClass: 'report', purpose: 'coordination' }));
}

describe('the daily report', () => {
  it('is made of the tally, and of later tallies by later versions, of which one counts', async () => {
    await count(of.operator.field, deploymentId, [...encounters(30), ...encounters(12, { ageGroup: 'age_1_4', sex: 'male', items: [9, 10] }), anEncounter({ items: [47, 50, 9] })]);
    expect(done(await submit({ source: 'tally', replaces: 0, needs: [56] }))).toMatchObject({ version: 1, late: true });
    await count(of.operator.field, deploymentId, encounters(2, { items: [23] }));
    expect(done(await submit({ source: 'tally' })).version).toBe(2);
    const { version, needs, cells, protected: hidden } = await read(of.operator.coordinator);
    expect([version, needs, hidden, numberOf(cells, 0, 'all'), numberOf(cells, 9, 'all'), numberOf(cells, 23, 'five_over')]).toEqual([2, [], false, 45, 43, 2]);
    // Starred items have no cell, and neither has all of protection.
    expect(cells.filter(({ item }) => [28, 31, 42, 43, 47, 48, 49, 50].includes(item))).toEqual([]);
    expect((await read(of.host.coordinator, DAY, '?version=1')).cells.length).toBe(cells.length);

    const versions = done(await of.host.coordinator.get<{ data: { version: number; current: boolean }[] }>(`/deployments/${deploymentId}/reports/${DAY}/versions`)).data;
    expect(versions.map(({ version: one, current }) => [one, current])).toEqual([[2, true], [1, false]]);
    const { cells: changed, needs: moved } = done(await of.operator.coordinator.get<{ cells: object[]; needs: object }>(`/deployments/${deploymentId}/reports/${DAY}/changes?before=1&after=2`));
    expect(changed).toContainEqual({ item: 23, column: 'five_over', before: 0, after: 2 });
    expect(changed).toContainEqual({ item: 0, column: 'all', before: 43, after: 45 });
    expect([changed.length, moved]).toEqual([7, { added: [], removed: [56] }]);
  });

  it('gives twenty who submit at once twenty versions, and one of them counts', async () => {
    const day = '2024-11-10';
    const versions = (await Promise.all(Array.from({ length: 20 }, (_, at) => submit({ day, cells: [cell(0, 'all', at)] })))).map((answer) => done(answer).version);
    expect(new Set(versions).size).toBe(20);
    const current = await of.hub.database.sql('SELECT version FROM corridor_report WHERE deployment_id = $1 AND day = $2 AND current', [deploymentId, day]);
    expect(current).toEqual([{ version: 20 }]);
    const moved = await submit({ day, cells: [cell(0, 'all', 1)], replaces: 3 });
    expect([moved.status, moved.body]).toMatchObject([409, { code: 'report_moved', details: { version: 20 } }]);
  });

  it.each([
    ['what does not add up', [cell(0, 'all', 4), cell(1, 'all', 3), cell(2, 'all', 2), cell(3, 'all', 0)], '/cells/0'],
    ['less than nothing', [cell(0, 'all', -1)], '/cells/0/count'],
    ['half a patient', [cell(0, 'all', 1.5)], '/cells/0/count'],
    ['more relations to the event than patients', [cell(0, 'all', 4), cell(44, 'all', 3), cell(46, 'all', 2)], '/cells/1'],
    ['a column that the item does not have', [cell(0, 'all', 4), cell(36, 'under_5', 1)], '/cells/1/column'],
  ])('is refused with %s, and nothing of it is kept', async (_, cells, pointer) => {
    const { status, body } = await submit({ day: '2024-11-09', cells });
    expect([status, pointers(body)]).toEqual([400, [pointer]]);
    expect((await of.operator.coordinator.get(`/deployments/${deploymentId}/reports/2024-11-09`)).status).toBe(404);
  });

  it('does not take what is not known for nought', async () => {
    done(await submit({ day: '2024-11-08', cells: [cell(0, 'all', 9), cell(10, 'all', 0)] }));
    const { cells } = await read(of.operator.coordinator, '2024-11-08');
    expect([numberOf(cells, 10, 'all'), numberOf(cells, 10, 'under_5'), numberOf(cells, 11, 'all'), numberOf(cells, 1, 'all')]).toEqual([0, null, null, null]);
  });

  it('is kept in the form that it was made in, and can be read in the other by its meaning', async () => {
    done(await submit({ day: '2024-11-07', form: 'mds46', cells: [cell(0, 'all', 40), cell(1, 'age_5_64', 12), cell(19, 'all', 7), cell(40, 'all', 8)] }));
    const own = await read(of.operator.coordinator, '2024-11-07', '?form=mds46');
    const current = await read(of.operator.coordinator, '2024-11-07', '?form=mds46&readAs=mds50');
    expect([own.form, own.readAs, numberOf(own.cells, 19, 'all'), numberOf(own.cells, 40, 'all')]).toEqual(['mds46', 'mds46', 7, 8]);
    // 19 was a surgical emergency, 40 the direct relation; today these are 23 and 44, and nobody had asked what stands at 19 now.
    expect([current.form, current.readAs, ...[23, 44, 40].map((item) => numberOf(current.cells, item, 'all')), numberOf(current.cells, 1, 'age_5_17')]).toEqual(['mds46', 'mds50', 7, 8, null, null]);
    const { lines } = done(await of.stranger.get<{ lines: { item: number; code: string; elsewhere: number | null }[] }>('/report-forms/mds50'));
    expect(lines.filter(({ item }) => [19, 23, 39].includes(item)).map(({ code, elsewhere }) => [code, elsewhere])).toEqual([['free_slot_19', null], ['surgical_emergency', 19], ['referral', 35]]);
  });

  it('keeps the names that its free slots had on that day', async () => {
    const slots = (name: string): Promise<unknown> => of.operator.coordinator.send('corridor.report.name_slots', { deploymentId, from: '2024-11-06', slots: [{ item: 21, name }] });
    await slots('Scrub typhus');
    done(await submit({ day: '2024-11-06', cells: [cell(0, 'all', 20), cell(21, 'all', 6)] }));
    await slots('Leptospirosis');
    const { cells, slots: named } = await read(of.operator.coordinator, '2024-11-06');
    expect([named, numberOf(cells, 21, 'all'), numberOf(cells, 22, 'all')]).toEqual([{ 21: 'Scrub typhus' }, 6, undefined]);
    const unnamed = await submit({ day: '2024-11-06', cells: [cell(0, 'all', 20), cell(22, 'all', 6)] });
    expect([unnamed.status, unnamed.body['code']]).toEqual([409, 'slot_unnamed']);
  });

  it('is not made of a day that has not begun', async () => {
    const { status, body } = await submit({ day: '2031-01-01', cells: [cell(0, 'all', 0)] });
    expect([status, body['code']]).toEqual([409, 'in_future']);
  });
});

describe('what others see of it', () => {
  it('is nothing before it is shared, and then no small count, nor what gives one away', async () => {
    const day = '2024-11-05';
    const others: [string, string][] = [];
    await count(of.operator.field, deploymentId, [
      ...encounters(20, { at: `${day}T04:00:00.000Z` }), ...encounters(3, { at: `${day}T04:00:00.000Z`, sex: 'male', items: [10] }), ...encounters(25, { at: `${day}T04:00:00.000Z`, sex: 'male', ageGroup: 'age_1_4', items: [10] }),
    ]);
    done(await submit({ day, source: 'tally' }));
    expect((await of.lead.coordinator.get(`/deployments/${deploymentId}/reports/${day}`)).status).toBe(404);
    await share();
    for (const visitor of [of.lead.coordinator, of.administrator]) {
      const { protected: hidden, cells } = await read(visitor, day);
      expect([hidden, numberOf(cells, 0, 'all'), numberOf(cells, 1, 'age_18_64'), numberOf(cells, 10, 'five_over'), numberOf(cells, 10, 'under_5'), numberOf(cells, 10, 'all')]).toEqual([true, 48, 'hidden', 'hidden', 'hidden', 28]);
      for (const { item, column, count: number, hidden: withheld } of cells) if (withheld || (number !== null && number < 5)) others.push([`${item}/${column}`, String(withheld ? null : number)]);
    }
    expect(others.filter(([, number]) => number !== 'null')).toEqual([]);
    expect((await read(of.host.coordinator, day)).protected).toBe(false);
    // An earlier version beside the present one would tell what changed.
    done(await submit({ day, source: 'tally' }));
    expect((await of.lead.coordinator.get(`/deployments/${deploymentId}/reports/${day}?version=1`)).status).toBe(404);
    expect((await of.lead.coordinator.get(`/deployments/${deploymentId}/reports/${day}/changes?before=1&after=2`)).status).toBe(403);
  });

  it('adds up over units and days from what each reader sees, and says of how many reports', async () => {
    const sums = async (visitor: TestCorridor['administrator']): Promise<{ due: number; reported: number; read: number; sums: { item: number; column: string; sum: number | null; reports: number }[] }> =>
      done(await visitor.get(`/corridors/${of.corridorId}/report-sums?from=2024-11-05&to=2024-11-08`));
    const [inside, outside] = [await sums(of.operator.coordinator), await sums(of.lead.coordinator)];
    const sum = (of_: typeof inside, item: number, column: string): unknown => { const one = of_.sums.find((each) => each.item === item && each.column === column); return [one?.sum, one?.reports]; };
    expect([inside.due, inside.reported, outside.due, outside.reported]).toEqual([4, 4, 4, 4]);
    expect([inside.read, sum(inside, 0, 'all'), sum(inside, 10, 'five_over'), sum(inside, 10, 'all')]).toEqual([4, [117, 4], [3, 1], [28, 2]]);
    expect([outside.read, sum(outside, 0, 'all'), sum(outside, 10, 'five_over'), sum(outside, 10, 'all')]).toEqual([4, [117, 4], [null, 0], [28, 1]]);
    const { status, body } = await of.operator.coordinator.get(`/corridors/${of.corridorId}/report-sums?from=2024-11-05&to=2027-11-08`);
    expect([status, pointers(body)]).toEqual([400, ['/to']]);
  });

  it('leaves the hub as a table of stable columns, with the same left out, and no cell that a program would carry out', async () => {
    done(await of.operator.coordinator.send('corridor.report.name_slots', { deploymentId, from: '2024-11-04', slots: [{ item: 22, name: '=HYPERLINK("http://evil")' }] }));
    done(await submit({ day: '2024-11-04', cells: [cell(0, 'all', 20), cell(22, 'all', 6), cell(11, 'all', 2)] }));
    const fetched = async (token: string): Promise<Response> => fetch(`${of.hub.url}/api/v1/corridors/${of.corridorId}/reports.csv?from=2024-11-04&to=2024-11-05`, { headers: { authorization: `Bearer ${token}` } });
    const answer = await fetched(of.lead.coordinator.token);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const text = await answer.text();
    const lines = text.split('\r\n');
    expect(lines[0]).toBe('corridor,deployment,institution,day,form,version,submitted,late,item,code,label,column,count,state');
    expect(lines.find((line) => line.includes('HYPERLINK'))).toContain(`"'=HYPERLINK(""http://evil"")"`);
    expect(lines.some((line) => line.includes(',11,acute_bloody_diarrhoea,') && line.endsWith(',all,,hidden'))).toBe(true);
    expect(lines.some((line) => line.includes(',0,patients,') && line.endsWith(',all,20,counted'))).toBe(true);
    expect(await (await fetched(of.operator.coordinator.token)).text()).toContain(',11,acute_bloody_diarrhoea,Acute bloody diarrhoea,all,2,counted');
    expect((await fetched(of.stranger.token)).status).toBe(404);
    expect((await fetch(`${of.hub.url}/api/v1/corridors/${of.corridorId}/reports.csv?from=2024-11-04&to=2023-11-04`, { headers: { authorization: `Bearer ${of.lead.coordinator.token}` } })).status).toBe(400);
  });
});

describe('what is older than the compact shares', () => {
  it('is no longer read by those it was shared with, in no list and no sum, and still by the two parties', async () => {
    const grant = { corridorId: of.corridorId, institutionId: of.operator.institutionId, readerInstitutionId: null, dataClass: 'report', purpose: 'coordination', retentionDays: 7 };
    done(await of.operator.coordinator.send('corridor.grant.give', grant));
    await of.hub.database.sql(`UPDATE corridor_report SET submitted_at = now() - interval '8 days' WHERE day = '2024-11-04'`);
    const days = async (visitor: TestCorridor['administrator']): Promise<string[]> =>
      done(await visitor.get<{ data: View[] }>(`/corridors/${of.corridorId}/reports?from=2024-11-04&to=2024-11-05`)).data.map(({ day }) => day);
    expect([await days(of.lead.coordinator), await days(of.host.coordinator)]).toEqual([['2024-11-05'], ['2024-11-04', '2024-11-05']]);
    expect((await of.lead.coordinator.get(`/deployments/${deploymentId}/reports/2024-11-04`)).body).toMatchObject({ code: 'report_unknown' });
    expect(done(await of.lead.coordinator.get<{ read: number }>(`/corridors/${of.corridorId}/report-sums?from=2024-11-04&to=2024-11-05`)).read).toBe(1);
  });
});

describe('reports that are missing', () => {
  it('are listed, wake somebody once, and stop doing so when they come', async () => {
    const { unitId } = done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, 'Mobile hospital 7')));
    const silent = await aDeployment(of, 'operational', unitId);
    for (const verb of ['begin_transition', 'demobilise']) done(await of.operator.coordinator.send(`corridor.deployment.${verb}`, { deploymentId: silent }));
    // It opened half an hour before midnight, where it is, and set out to leave at the midnight after the next day.
    const first = Temporal.Now.plainDateISO('Asia/Shanghai').subtract({ days: 3 });
    const [second, third] = [first.add({ days: 1 }), first.add({ days: 2 })];
    const instants = [first.toZonedDateTime({ timeZone: 'Asia/Shanghai', plainTime: '23:30' }), second.toZonedDateTime({ timeZone: 'Asia/Shanghai', plainTime: '22:00' }), third.toZonedDateTime('Asia/Shanghai')];
    await of.hub.database.sql(
      `UPDATE corridor_step SET at = CASE to_state WHEN 'operational' THEN $2::timestamptz WHEN 'transitioning' THEN $3::timestamptz ELSE $4::timestamptz END
       WHERE deployment_id = $1 AND to_state IN ('operational', 'transitioning', 'demobilising')`,
      [silent, ...instants.map((one) => one.toInstant().toString())],
    );
    const chase = of.hub.app.get(ChaseReports);
    await chase.look();
    await chase.look();

    const late = async (): Promise<{ deploymentId: string; day: string; dueAt: string; state: string }[]> =>
      done(await of.lead.coordinator.get<{ data: { deploymentId: string; day: string; dueAt: string; state: string }[] }>(`/corridors/${of.corridorId}/late-reports`)).data.filter((one) => one.deploymentId === silent);
    // The third day has no report to give. Noon in Shanghai is four in the morning in UTC.
    expect((await late()).map(({ day, dueAt, state }) => [day, dueAt, state])).toEqual([[`${second}`, `${third}T04:00:00.000Z`, 'missing'], [`${first}`, `${second}T04:00:00.000Z`, 'missing']]);
    const alerts = async (): Promise<{ state: string; count: number }[]> => of.hub.database.sql(`SELECT state, count FROM corridor_alert WHERE kind = 'report_missing' AND deployment_id = $1 ORDER BY key`, [silent]);
    expect(await alerts()).toMatchObject([{ count: 1 }, { count: 1 }]);

    expect(done(await submit({ deploymentId: silent, day: `${first}`, cells: [cell(0, 'all', 3)] })).late).toBe(true);
    expect((await late()).map(({ state }) => state)).toEqual(['missing', 'late']);
    expect((await alerts()).map(({ state }) => state)[0]).toBe('resolved');
    await chase.look();
    expect(await alerts()).toHaveLength(2);
  });

  it.each(['Asia/Karachi', 'Asia/Kathmandu', 'Europe/Bucharest', 'America/Toronto', 'Asia/Bishkek'])('are due by the same clock in the database as elsewhere: %s', async (zone) => {
    const days = ['2026-03-07', '2026-03-08', '2026-03-27', '2026-03-28', '2026-03-29', '2026-10-24', '2026-10-25', '2026-10-31', '2026-11-01'];
    const rows = await of.hub.database.sql<{ due: Date }>(`SELECT (day::date + 1 + '12:00'::time) AT TIME ZONE $2 AS due FROM unnest($1::text[]) AS day`, [days, zone]);
    const noon = (day: string): number => Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime({ timeZone: zone, plainTime: '12:00' }).epochMilliseconds;
    expect(rows.map(({ due }) => due.getTime())).toEqual(days.map(noon));
  });
});

describe('what cannot wait for the report to be read', () => {
  it('wakes people at once, by its number and not by words, and each matter once', async () => {
    done(await submit({ day: '2024-11-03', cells: [cell(0, 'all', 3)], needs: [51, 52, 60] }));
    done(await submit({ day: '2024-11-03', cells: [cell(0, 'all', 4)], needs: [51, 52, 55, 60] }));
    const raised = await of.hub.database.sql<{ facts: object; severity: string; count: number }>(`SELECT facts, severity, count FROM corridor_alert WHERE kind = 'immediate_report' ORDER BY key`);
    expect(raised.map(({ facts, count: times }) => [facts, times])).toEqual([[51, 'unexpected_death'], [52, 'notifiable_disease'], [55, 'other_immediate']].map(([item, code]) => [{ item, code, day: '2024-11-03' }, 1]));
    const { data } = done(await of.operator.coordinator.get<Told>(`/streams/${of.stream}/events?after=earliest&limit=250`));
    const submitted = data.filter(({ type }) => type === 'corridor.report.submitted.v1');
    expect(submitted.length).toBeGreaterThan(5);
    for (const { data: told } of submitted) expect(Object.keys(told).sort()).toEqual(['day', 'deploymentId', 'form', 'institutionId', 'late', 'reportId', 'version']);
  });
});
