import { newId } from '#kernel';
import { ExpireFiles } from '#reports';
import { aMeeting, codeOf, done, settled } from '../council/a-council.js';
import { aReportingHub, aSchedule, allEnded, DAY, download, ended, HOUR, runsOf, type Reporting, type Run } from './a-report.js';

let of: Reporting;

beforeAll(async () => {
  of = await aReportingHub(['1', '1', '1']);
  await aMeeting(of, 'in_session');
  await settled(of.hub);
}, 120_000);
afterAll(() => of.hub.close());

const minute = (minutes: number): Date => new Date(of.morning.getTime() + minutes * 60_000);
const before = (): void => of.at(new Date(of.morning.getTime() - HOUR));
const file = (run: Pick<Run, 'id'>, format = 'csv', token = of.secretary.token, headers = {}): ReturnType<typeof download> => download(of.hub, `/reports/runs/${run.id}/files/${format}`, token, headers);

describe('a nominal time', () => {
  it('has one run, however many look for it at once, and whichever way the clock goes', async () => {
    before();
    const scheduleId = await aSchedule(of, of.secretary);
    of.at(minute(1));
    await Promise.all(Array.from({ length: 30 }, () => of.plan()));
    expect(await runsOf(of.secretary, scheduleId)).toMatchObject([{ nominalAt: of.morning.toISOString(), reason: 'schedule' }]);
    for (const there of [minute(-120), minute(2), minute(-1), minute(24 * 60 + 1), minute(0), minute(24 * 60 + 2)]) {
      of.at(there);
      await Promise.all([of.plan(), of.plan(), of.plan()]);
    }
    const runs = await allEnded(of, of.secretary, scheduleId, 2);
    expect(runs.map(({ nominalAt, state }) => [nominalAt, state])).toEqual([[minute(24 * 60).toISOString(), 'made'], [of.morning.toISOString(), 'made']]);
    const log = await of.hub.database.sql<{ count: number }>(`SELECT count(*)::int FROM log_event e JOIN log_stream s ON s.id = e.stream_id WHERE s.name = $1 AND e.type = 'reports.run.ended.v1'`, [`report:${scheduleId}`]);
    expect(log[0]?.count).toBe(2);
  });

  it('is planned again by another rhythm, and still has its one run', async () => {
    before();
    const scheduleId = await aSchedule(of, of.secretary);
    of.at(minute(1));
    await of.plan();
    before();
    done(await of.secretary.send('reports.schedule.change', { scheduleId, cron: '0 6,7 * * *' }));
    of.at(minute(61));
    const runs = await allEnded(of, of.secretary, scheduleId, 2);
    expect(runs.map(({ nominalAt }) => nominalAt)).toEqual([minute(60).toISOString(), of.morning.toISOString()]);
  });

  it.each([
    ['skip', { policy: 'skip' }, ['made', 'skipped', 'skipped']],
    ['once', { policy: 'once' }, ['made', 'skipped', 'skipped']],
    ['all within 30 hours', { policy: 'all', withinHours: 30 }, ['made', 'made', 'skipped']],
  ])('that was missed is treated as its schedule says: %s', async (_, missed, states) => {
    before();
    const scheduleId = await aSchedule(of, of.secretary, { missed });
    of.at(new Date(of.morning.getTime() + 2 * DAY + 60_000));
    const runs = await allEnded(of, of.secretary, scheduleId, 3);
    expect(runs.map(({ state }) => state)).toEqual(states);
    expect(runs.filter(({ state }) => state === 'skipped').every(({ error }) => error !== null)).toBe(true);
  });

  it('is the present one of a run that is asked for, which one command id makes once', async () => {
    of.at(minute(5));
    const scheduleId = await aSchedule(of, of.secretary);
    const started = await Promise.all(Array.from({ length: 10 }, () => of.secretary.send<{ runId: string }>('reports.run.start', { scheduleId }, `now-${scheduleId}`)));
    expect(new Set(started.map((answer) => done(answer).runId)).size).toBe(1);
    expect(await runsOf(of.secretary, scheduleId)).toMatchObject([{ nominalAt: minute(5).toISOString(), reason: 'now' }]);
    done(await of.secretary.send('reports.schedule.end', { scheduleId }));
    expect(codeOf(await of.secretary.send('reports.run.start', { scheduleId }))).toBe('schedule_state');
  });
});

describe('the files of a run', () => {
  it('are handed out to whom they were made for, with their digest, and to nobody else', async () => {
    before();
    const scheduleId = await aSchedule(of, of.secretary, { formats: ['csv', 'json', 'pdf'], subject: '出席 {date}' });
    const { runId } = done(await of.secretary.send<{ runId: string }>('reports.run.start', { scheduleId }));
    const run = await ended(of, of.secretary, runId);
    expect([run.state, run.error, run.files.map(({ format }) => format)]).toEqual(['made', null, ['csv', 'json', 'pdf']]);
    const csv = await file(run);
    expect([csv.status, csv.sha256]).toEqual([200, run.files[0]?.sha256]);
    expect(csv.headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent('出席')}`);
    expect(csv.text).toContain('Hospital 1');
    expect((await file(run, 'csv', of.secretary.token, { 'if-none-match': csv.headers.get('etag') ?? '' })).status).toBe(304);
    expect(((await file(run, 'pdf')).text).slice(0, 5)).toBe('%PDF-');
    expect(JSON.parse((await file(run, 'json')).text)).toMatchObject({ kind: 'council.attendance_record' });
    expect([(await file(run, 'csv', of.stranger.token)).status, (await file(run, 'csv', of.administrator.token)).status, (await file(run, 'xlsx')).status, (await file(run, 'doc')).status]).toEqual([404, 404, 404, 400]);
    expect((await download(of.hub, `/reports/runs/${runId}/files/csv`, null)).status).toBe(401);
  });

  it('are taken away after so many days; the line of the run stays', async () => {
    before();
    const scheduleId = await aSchedule(of, of.secretary, { keepDays: 2 });
    const { runId } = done(await of.secretary.send<{ runId: string }>('reports.run.start', { scheduleId }));
    await ended(of, of.secretary, runId);
    of.at(new Date(of.morning.getTime() + 3 * DAY));
    await of.hub.app.get(ExpireFiles).expire();
    expect(done(await of.secretary.get(`/report-runs/${runId}`))).toMatchObject({ state: 'made', files: [], filesGoneAt: expect.any(String) as string });
    expect((await file({ id: runId })).status).toBe(410);
    before();
  });
});

describe('a run that is made again', () => {
  it('over the same events is the same, byte for byte; over the latest it says what has changed', async () => {
    before();
    const scheduleId = await aSchedule(of, of.secretary);
    const { runId } = done(await of.secretary.send<{ runId: string }>('reports.run.start', { scheduleId }));
    const first = await ended(of, of.secretary, runId);
    await aMeeting(of, 'in_session', { present: 2 });
    await settled(of.hub);

    const same = await ended(of, of.secretary, done(await of.secretary.send<{ runId: string }>('reports.run.repeat', { runId })).runId);
    expect([same.state, same.files[0]?.sha256, same.range, same.corrections]).toEqual(['made', first.files[0]?.sha256, first.range, []]);
    const latest = await ended(of, of.secretary, done(await of.secretary.send<{ runId: string }>('reports.run.repeat', { runId, over: 'latest' })).runId);
    expect(latest.files[0]?.sha256).not.toBe(first.files[0]?.sha256);
    expect(latest.corrections).toEqual(expect.arrayContaining([expect.stringContaining('Hospital 1')]) as string[]);
    expect([latest.nominalAt, latest.reason]).toEqual([first.nominalAt, 'again']);
  });
});

describe('a report with nothing in it', () => {
  it('is left out where its schedule says so, and nobody gets a file', async () => {
    before();
    const scheduleId = await aSchedule(of, of.stranger, { kind: 'events.delivery_record', params: {}, skipIfEmpty: true });
    const { runId } = done(await of.stranger.send<{ runId: string }>('reports.run.start', { scheduleId }));
    expect(await ended(of, of.stranger, runId)).toMatchObject({ state: 'empty', files: [], readers: 0 });
  });

  it('for a group that is not there fails, and says so in a plain sentence', async () => {
    before();
    const scheduleId = await aSchedule(of, of.stranger, { recipients: [{ to: 'office', bodyId: newId(), office: 'chair' }] });
    const { runId } = done(await of.stranger.send<{ runId: string }>('reports.run.start', { scheduleId }));
    const run = await ended(of, of.stranger, runId);
    expect([run.state, run.files]).toEqual(['failed', []]);
    expect(run.error).toMatch(/^[A-Z].*\.$/);
  });
});

describe('a preview', () => {
  it('shows its owner the first rows, keeps nothing, and is not there for others', async () => {
    const scheduleId = await aSchedule(of, of.secretary, { subject: '{name} until {to}' });
    const preview = done(await of.secretary.get<{ subject: string; sections: { blocks: { block: string; rows?: string[][] }[] }[] }>(`/report-schedules/${scheduleId}/preview`));
    expect(preview.subject).toMatch(/^Attendance until \w+ \d+, \d{4}$/);
    expect(preview.sections.flatMap(({ blocks }) => blocks.filter(({ block }) => block === 'table')).length).toBeGreaterThan(0);
    expect(await runsOf(of.secretary, scheduleId)).toEqual([]);
    expect((await of.stranger.get(`/report-schedules/${scheduleId}/preview`)).status).toBe(404);
  });
});
