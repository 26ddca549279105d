import { windowEnd, type Rhythm } from './window-end.js';

const daily = (at: string): Rhythm => ({ every: 'day', at });

describe('the window of a digest', () => {
  it.each<[string, Rhythm, string, string, string | null]>([
    ['at once: none', { every: 'at_once' }, 'UTC', '2026-05-04T10:10:00Z', null],
    ['hourly: to the full hour', { every: 'hour' }, 'Asia/Karachi', '2026-05-04T10:10:00Z', '2026-05-04T11:00:00.000Z'],
    ['hourly: at a full hour to the next', { every: 'hour' }, 'UTC', '2026-05-04T10:00:00Z', '2026-05-04T11:00:00.000Z'],
    ['hourly: by the clock of a zone off by three quarters of an hour', { every: 'hour' }, 'Asia/Kathmandu', '2026-05-04T10:00:00Z', '2026-05-04T10:15:00.000Z'],
    ['hourly: in New York the hour that comes twice is two hours', { every: 'hour' }, 'America/New_York', '2026-11-01T05:10:00Z', '2026-11-01T06:00:00.000Z'],
    ['daily: today, when it is still to come', daily('08:00'), 'Asia/Shanghai', '2026-05-03T23:00:00Z', '2026-05-04T00:00:00.000Z'],
    ['daily: at the very minute tomorrow', daily('08:00'), 'Asia/Shanghai', '2026-05-04T00:00:00Z', '2026-05-05T00:00:00.000Z'],
    ['daily: in New York over the short night', daily('08:00'), 'America/New_York', '2026-03-07T14:00:00Z', '2026-03-08T12:00:00.000Z'],
    ['daily: in New York at a time that is skipped', daily('02:30'), 'America/New_York', '2026-03-08T06:00:00Z', '2026-03-08T07:30:00.000Z'],
    ['daily: in New York at a time that comes twice, the first', daily('01:30'), 'America/New_York', '2026-11-01T04:00:00Z', '2026-11-01T05:30:00.000Z'],
    ['daily: in New York between the two, on the next day', daily('01:30'), 'America/New_York', '2026-11-01T05:45:00Z', '2026-11-02T06:30:00.000Z'],
    ['daily: in Lisbon over the long night', daily('08:00'), 'Europe/Lisbon', '2026-10-24T20:00:00Z', '2026-10-25T08:00:00.000Z'],
    ['daily: in Karachi', daily('08:00'), 'Asia/Karachi', '2026-03-29T04:00:00Z', '2026-03-30T03:00:00.000Z'],
    ['daily: in São Paulo, on a day without a midnight', daily('00:00'), 'America/Sao_Paulo', '2018-11-03T12:00:00Z', '2018-11-04T03:00:00.000Z'],
  ])('%s', (_, rhythm, zone, now, expected) => {
    expect(windowEnd(rhythm, zone, new Date(now))?.toISOString() ?? null).toBe(expected);
  });
});
