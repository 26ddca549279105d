import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { findTimes, nextTime } from './find-times.js';
import { windowOf } from './window-of.js';

/** So many times after an instant, as they stand on the wall, with their offset. */
function times(cron: string, zone: string, after: string, many: number): string[] {
  const found: string[] = [];
  for (const at of findTimes(cron, zone, new Date(after))) {
    found.push(Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toString({ timeZoneName: 'never', smallestUnit: 'minute' }));
    if (found.length === many) break;
  }
  return found;
}

describe('a time that the clock on the wall skips', () => {
  it.each([
    ['New York', '30 2 * * *', 'America/New_York', '2026-03-07T12:00Z', ['2026-03-08T03:00-04:00', '2026-03-09T02:30-04:00']],
    ['Lisbon', '15 1 * * *', 'Europe/Lisbon', '2026-03-28T12:00Z', ['2026-03-29T02:00+01:00', '2026-03-30T01:15+01:00']],
    ['São Paulo, at midnight', '0 0 * * *', 'America/Sao_Paulo', '2018-11-03T12:00Z', ['2018-11-04T01:00-02:00', '2018-11-05T00:00-02:00']],
    ['Apia, a whole day', '0 9 * * *', 'Pacific/Apia', '2011-12-29T20:00Z', ['2011-12-31T00:00+14:00', '2011-12-31T09:00+14:00']],
  ])('is the first instant after the gap: %s', (_, cron, zone, after, expected) => {
    expect(times(cron, zone, after, 2)).toEqual(expected);
  });

  it('is one with other skipped times, and with the one that stands there', () => {
    expect(times('0,15,30 2,3 * * *', 'America/New_York', '2026-03-08T05:00Z', 4)).toEqual(['2026-03-08T03:00-04:00', '2026-03-08T03:15-04:00', '2026-03-08T03:30-04:00', '2026-03-09T02:00-04:00']);
  });
});

describe('a time that the clock on the wall has twice', () => {
  it.each([
    ['New York', '30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', ['2026-11-01T01:30-04:00', '2026-11-02T01:30-05:00']],
    ['Lisbon', '30 1 * * *', 'Europe/Lisbon', '2026-10-24T12:00Z', ['2026-10-25T01:30+01:00', '2026-10-26T01:30+00:00']],
    ['São Paulo', '30 23 * * *', 'America/Sao_Paulo', '2019-02-16T12:00Z', ['2019-02-16T23:30-02:00', '2019-02-17T23:30-03:00']],
  ])('is the first of the two: %s', (_, cron, zone, after, expected) => {
    expect(times(cron, zone, after, 2)).toEqual(expected);
  });

  it('does not come again when it is asked for between the two', () => {
    expect(times('30 1 * * *', 'America/New_York', '2026-11-01T05:45Z', 1)).toEqual(['2026-11-02T01:30-05:00']);
  });
});

describe('an expression that names every hour', () => {
  it('has the hour that comes twice twice, and misses none where one is skipped', () => {
    expect(times('0 * * * *', 'America/New_York', '2026-11-01T04:30Z', 4)).toEqual(['2026-11-01T01:00-04:00', '2026-11-01T01:00-05:00', '2026-11-01T02:00-05:00', '2026-11-01T03:00-05:00']);
    expect(times('0 * * * *', 'America/New_York', '2026-03-08T05:30Z', 3)).toEqual(['2026-03-08T01:00-05:00', '2026-03-08T03:00-04:00', '2026-03-08T04:00-04:00']);
    expect(times('*/20 * * * *', 'Europe/Lisbon', '2026-10-25T00:30Z', 4)).toEqual(['2026-10-25T01:40+01:00', '2026-10-25T01:00+00:00', '2026-10-25T01:20+00:00', '2026-10-25T01:40+00:00']);
  });
});

describe('zones whose clock does not move', () => {
  it.each([
    ['Asia/Karachi', '+05:00'], ['Asia/Shanghai', '+08:00'], ['Asia/Kuala_Lumpur', '+08:00'], ['America/Sao_Paulo', '-03:00'],
  ])('%s has its time every day', (zone, offset) => {
    expect(times('45 7 * * *', zone, '2026-10-24T00:00Z', 3).map((time) => time.slice(11))).toEqual([`07:45${offset}`, `07:45${offset}`, `07:45${offset}`]);
  });
});

describe('the days of an expression', () => {
  it.each([
    ['either of the month or of the week, where both are narrowed', '0 8 13 * thu', ['2026-11-05T08:00+00:00', '2026-11-12T08:00+00:00', '2026-11-13T08:00+00:00', '2026-11-19T08:00+00:00']],
    ['of the week alone', '0 8 * * 1-5/2', ['2026-11-02T08:00+00:00', '2026-11-04T08:00+00:00', '2026-11-06T08:00+00:00', '2026-11-09T08:00+00:00']],
    ['Sunday by either number', '0 8 * * 7', ['2026-11-01T08:00+00:00', '2026-11-08T08:00+00:00', '2026-11-15T08:00+00:00', '2026-11-22T08:00+00:00']],
    ['the last of months that have it', '0 8 31 * *', ['2026-12-31T08:00+00:00', '2027-01-31T08:00+00:00', '2027-03-31T08:00+00:00', '2027-05-31T08:00+00:00']],
    ['29 February, where it is', '0 8 29 2 *', ['2028-02-29T08:00+00:00', '2032-02-29T08:00+00:00']],
  ])('are %s', (_, cron, expected) => {
    expect(times(cron, 'UTC', '2026-11-01T00:00Z', expected.length)).toEqual(expected);
  });

  it('that never come are said to never come', () => {
    expect(() => nextTime('0 0 30 2 *', 'UTC', new Date('2026-11-01T00:00Z'))).toThrow('no such day');
  });
});

const zones = ['America/New_York', 'Europe/Lisbon', 'Asia/Karachi', 'Asia/Shanghai', 'America/Sao_Paulo', 'Asia/Kuala_Lumpur', 'Australia/Lord_Howe'];
const instants = fc.date({ min: new Date('2015-01-01T00:00Z'), max: new Date('2030-01-01T00:00Z'), noInvalidDate: true });

describe('times of any day', () => {
  it('go forward, and are the same wherever one begins to ask', () => {
    fc.assert(fc.property(fc.constantFrom(...zones), fc.constantFrom('30 1 * * *', '15,45 0-3 * * *', '0 * * * *', '30 2 * * sun'), instants, (zone, cron, after) => {
      const found: number[] = [];
      for (const at of findTimes(cron, zone, after)) if (found.push(at.getTime()) === 6) break;
      const again = found.slice(0, -1).map((at) => nextTime(cron, zone, new Date(at))?.getTime());
      expect(found.every((at, n) => at > (found[n - 1] ?? after.getTime()))).toBe(true);
      expect(again).toEqual(found.slice(1));
    }), { numRuns: 60 });
  });

  it('of one a day come once for each day of the calendar', () => {
    fc.assert(fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), instants, (zone, hour, minute, after) => {
      const days: string[] = [];
      for (const at of findTimes(`${minute} ${hour} * * *`, zone, after)) if (days.push(Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString()) === 5) break;
      expect(days.slice(1)).toEqual(days.slice(0, -1).map((day) => Temporal.PlainDate.from(day).add({ days: 1 }).toString()));
    }), { numRuns: 150 });
  });
});

describe('a window', () => {
  it('is as long by the clock on the wall as it says, whatever the clock did meanwhile', () => {
    expect(windowOf('P1D', new Date('2026-03-09T04:00Z'), 'America/New_York')).toEqual({ from: new Date('2026-03-08T05:00Z'), to: new Date('2026-03-09T04:00Z') });
    expect(windowOf(null, new Date(), 'UTC')).toBeNull();
  });
});
