import { dueReports, endedIn, firstByList, type LateList } from './due-reports.js';

const steps = [{ to: 'setting_up' as const, at: '2026-03-05T08:00:00.000Z' }, { to: 'operational' as const, at: '2026-03-06T18:30:00.000Z' }, { to: 'constrained' as const, at: '2026-03-07T10:00:00.000Z' }, { to: 'demobilising' as const, at: '2026-03-09T04:00:00.000Z' }];
const none = new Map<string, string>();
const states = (zone: string, at: string, submitted = none): string[] => dueReports({ steps, zone }, submitted, new Date(at)).map(({ day, dueAt, state }) => `${day} ${dueAt} ${state}`);

describe('the reports that a deployment owes', () => {
  it('are those of local days in which it worked, due at noon of the next day on the clock there, also when the clock jumps in between', () => {
    // Clocks in New York jump at 2 o’clock of 8 March 2026; the spell ends at midnight of 9 March there, and has no part in it.
    expect(states('America/New_York', '2026-03-20T00:00:00.000Z')).toEqual([
      '2026-03-06 2026-03-07T17:00:00.000Z missing', '2026-03-07 2026-03-08T16:00:00.000Z missing', '2026-03-08 2026-03-09T16:00:00.000Z missing',
    ]);
    expect(states('Asia/Karachi', '2026-03-20T00:00:00.000Z').map((line) => line.slice(0, 10))).toEqual(['2026-03-06', '2026-03-07', '2026-03-08', '2026-03-09']);
  });

  it('are told as of an instant: what came by then, and what was due by then', () => {
    const submitted = new Map([['2026-03-06', '2026-03-07T17:00:00.000Z'], ['2026-03-07', '2026-03-08T16:00:00.001Z']]);
    expect(states('America/New_York', '2026-03-09T15:59:59.999Z', submitted).map((line) => line.split(' ')[2])).toEqual(['in_time', 'late', 'not_yet_due']);
    expect(states('America/New_York', '2026-03-06T18:30:00.000Z')).toEqual([]);
    expect(states('America/New_York', '2026-03-06T18:30:00.001Z')).toEqual(['2026-03-06 2026-03-07T17:00:00.000Z not_yet_due']);
  });

  it('are read from the list of late ones by who is shown none: what stands on no list came in time, what came after the instant was missing then', () => {
    const at = new Date('2026-03-12T00:00:00.000Z');
    const deployment = { steps, zone: 'America/New_York' };
    const late: LateList = [
      { deploymentId: 'd', unitId: 'u', institutionId: 'i', day: '2026-03-06', dueAt: '2026-03-07T17:00:00.000Z', state: 'late', submittedAt: '2026-03-08T00:00:00.000Z' },
      { deploymentId: 'd', unitId: 'u', institutionId: 'i', day: '2026-03-07', dueAt: '2026-03-08T16:00:00.000Z', state: 'late', submittedAt: '2026-03-13T00:00:00.000Z' },
      { deploymentId: 'other', unitId: 'u', institutionId: 'i', day: '2026-03-08', dueAt: '2026-03-09T16:00:00.000Z', state: 'missing', submittedAt: null },
    ];
    const first = firstByList('d', dueReports(deployment, none, at), late, at);
    expect(dueReports(deployment, first, at).map(({ day, state }) => [day, state])).toEqual([['2026-03-06', 'late'], ['2026-03-07', 'missing'], ['2026-03-08', 'in_time']]);
  });
});

describe('the days of a window', () => {
  it('are those that ended in it: of a day’s window one, at whatever hour it is made', () => {
    const days = ['2026-03-06', '2026-03-07', '2026-03-08', '2026-03-09'];
    const window = (to: string): { from: Date; to: Date } => ({ from: new Date(Date.parse(to) - 86_400_000), to: new Date(to) });
    expect(days.filter(endedIn(window('2026-03-08T04:00:00.000Z'), 'Asia/Karachi'))).toEqual(['2026-03-07']);
    expect(days.filter(endedIn(window('2026-03-07T19:00:00.000Z'), 'Asia/Karachi'))).toEqual(['2026-03-07']);
    expect(days.filter(endedIn(window('2026-03-07T18:59:59.999Z'), 'Asia/Karachi'))).toEqual(['2026-03-06']);
  });
});
