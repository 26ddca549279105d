import { ReportClock } from '#reports';
import { codeOf, done, foundCouncil, type Council } from '../council/a-council.js';

let of: Council;

beforeAll(async () => {
  of = await foundCouncil(['1', '1']);
}, 120_000);
afterAll(() => of.hub.close());

const NOW = new Date('2026-10-31T12:00:00Z');
const asked = (more: object = {}): object => ({ name: 'Attendance', kind: 'council.attendance_record', params: { bodyId: of.bodyId }, cron: '30 1 * * *', zone: 'America/New_York', ...more });

interface Made { readonly scheduleId: string; readonly state: string; readonly dueAt: string }
interface Refusal { readonly code: string; readonly details: { readonly issues: readonly { readonly pointer: string; readonly rule: string }[] } }

async function at<T>(now: Date, work: () => Promise<T>): Promise<T> {
  const clock = of.hub.app.get(ReportClock);
  const before = clock.now.bind(clock);
  clock.now = () => now;
  try {
    return await work();
  } finally {
    clock.now = before;
  }
}

describe('a schedule', () => {
  it('is made with the window of its kind, is due at its first time, and is read, changed, paused, resumed and ended by its owner', async () => {
    const { scheduleId, state, dueAt } = done(await at(NOW, () => of.secretary.send<Made>('reports.schedule.create', asked())));
    expect([state, dueAt]).toEqual(['active', '2026-11-01T05:30:00.000Z']);
    const read = async (): Promise<object> => done(await of.secretary.get(`/report-schedules/${scheduleId}`));
    expect(await read()).toMatchObject({ window: 'P3M', formats: ['pdf'], missed: { policy: 'once' }, keepDays: 90, recipients: [], language: null });

    expect(done(await at(NOW, () => of.secretary.send('reports.schedule.change', { scheduleId, cron: '0 9 * * mon', zone: 'Asia/Karachi' })))).toEqual({ state: 'active', dueAt: '2026-11-02T04:00:00.000Z' });
    expect(done(await of.secretary.send('reports.schedule.pause', { scheduleId }))).toEqual({ state: 'paused' });
    expect(await read()).toMatchObject({ state: 'paused', dueAt: null, name: 'Attendance' });
    expect(codeOf(await of.secretary.send('reports.schedule.pause', { scheduleId }))).toBe('schedule_state');
    const later = new Date('2026-11-09T05:00:00Z');
    expect(done(await at(later, () => of.secretary.send('reports.schedule.resume', { scheduleId })))).toEqual({ state: 'active', dueAt: '2026-11-16T04:00:00.000Z' });
    expect(done(await of.secretary.send('reports.schedule.end', { scheduleId }))).toEqual({ state: 'ended' });
    expect(codeOf(await of.secretary.send('reports.schedule.change', { scheduleId, name: 'Again' }))).toBe('schedule_state');
  });

  it('is stopped, but not changed, by administrators, and is not there for anybody else', async () => {
    const { scheduleId } = done(await of.secretary.send<Made>('reports.schedule.create', asked()));
    expect(codeOf(await of.administrator.send('reports.schedule.change', { scheduleId, name: 'Mine' }))).toBe('forbidden');
    expect(codeOf(await of.stranger.send('reports.schedule.pause', { scheduleId }))).toBe('not_found');
    expect((await of.stranger.get(`/report-schedules/${scheduleId}`)).status).toBe(404);
    expect(done(await of.administrator.send('reports.schedule.pause', { scheduleId }))).toEqual({ state: 'paused' });
  });

  it('is one of so many that a person may have, however many are asked for at once', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => of.interpreter.insist('reports.schedule.create', asked())));
    const codes = answers.map(codeOf);
    expect([codes.filter((code) => code === null).length, codes.filter((code) => code === 'schedules_full').length]).toEqual([50, 10]);
    const { data } = done(await of.interpreter.get<{ data: object[] }>('/report-schedules?limit=100'));
    expect(data).toHaveLength(50);
  });
});

describe('what is refused, with the field named', () => {
  it.each([
    ['a cron expression of four fields', { cron: '0 8 * *' }, '/cron'],
    ['one with a minute that is none', { cron: '60 8 * * *' }, '/cron'],
    ['one that never comes', { cron: '0 8 30 2 *' }, '/cron'],
    ['a zone that is none', { zone: 'Asia/Atlantis' }, '/zone'],
    ['a kind that is none', { kind: 'council.weather' }, '/kind'],
    ['a subject with a word that nothing stands for', { subject: 'Report of {weather}' }, '/subject'],
    ['a window that is no duration', { window: 'tomorrow' }, '/window'],
    ['an address that is none', { recipients: [{ to: 'address', email: 'nobody', grant: 'public' }] }, '/recipients/0/email'],
    ['a parameter that the kind does not want', { params: { bodyId: '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b', colour: 'red' } }, '/params/colour'],
    ['a parameter that is none', { params: { bodyId: 'council' } }, '/params/bodyId'],
    ['a format that is none', { formats: ['docx'] }, '/formats/0'],
    ['a policy of missed runs that is none', { missed: { policy: 'all', withinHours: 1_000 } }, '/missed/withinHours'],
  ])('%s', async (_, more, pointer) => {
    const answer = await of.chair.send<Refusal>('reports.schedule.create', asked(more));
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
    expect(answer.body.details.issues.map((issue) => issue.pointer)).toContain(pointer);
    expect(done(await of.chair.get<{ data: object[] }>('/report-schedules')).data).toEqual([]);
  });

  it('an address outside of the hub by somebody who is no coordinator', async () => {
    expect(codeOf(await of.chair.send('reports.schedule.create', asked({ recipients: [{ to: 'address', email: 'ministry@example.org', grant: 'public' }] })))).toBe('outside_refused');
  });
});

describe('the times that an expression names', () => {
  it('are shown before anything is scheduled, as they stand on the wall there', async () => {
    const { times } = done(await of.chair.get<{ times: { at: string; local: string }[] }>(`/report-times?${new URLSearchParams({ cron: '30 2 * * *', zone: 'America/New_York', after: '2026-03-07T12:00:00Z' }).toString()}`));
    expect(times.map(({ local }) => local)).toEqual([
      '2026-03-08T03:00:00-04:00[America/New_York]', '2026-03-09T02:30:00-04:00[America/New_York]', '2026-03-10T02:30:00-04:00[America/New_York]',
      '2026-03-11T02:30:00-04:00[America/New_York]', '2026-03-12T02:30:00-04:00[America/New_York]',
    ]);
  });

  it('are refused with the field named', async () => {
    const answer = await of.chair.get<Refusal>('/report-times?cron=0+8+*+*+x&zone=UTC');
    expect([answer.status, answer.body.details.issues[0]?.pointer]).toEqual([400, '/cron']);
  });

  it('are for kinds that say what they want', async () => {
    const { kinds } = done(await of.chair.get<{ kinds: { name: string; params: { properties: object } }[] }>('/report-kinds'));
    expect(kinds.find(({ name }) => name === 'council.attendance_record')?.params.properties).toHaveProperty('bodyId');
  });
});
