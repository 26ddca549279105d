import { quietUntil, type QuietSpan } from './quiet-until.js';

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const night: QuietSpan[] = [{ days: everyDay, from: '22:00', to: '07:00' }];

function until(spans: readonly QuietSpan[], zone: string, now: string): string | null {
  return quietUntil(spans, zone, new Date(now))?.toISOString() ?? null;
}

describe('quiet hours', () => {
  it.each([
    ['in the evening they last until the morning', night, 'Asia/Karachi', '2026-05-04T17:00:00Z', '2026-05-05T02:00:00.000Z'],
    ['after midnight they are those of the day before', night, 'Asia/Shanghai', '2026-05-04T20:00:00Z', '2026-05-04T23:00:00.000Z'],
    ['at their end it is quiet no more', night, 'Asia/Shanghai', '2026-05-04T23:00:00Z', null],
    ['before they begin it is not quiet', night, 'Asia/Karachi', '2026-05-04T16:59:59Z', null],
    ['on a day that they do not begin on it is not quiet', [{ days: [1], from: '22:00', to: '07:00' }], 'UTC', '2026-05-05T23:00:00Z', null],
    ['a Monday night reaches into Tuesday', [{ days: [1], from: '22:00', to: '07:00' }], 'UTC', '2026-05-05T06:00:00Z', '2026-05-05T07:00:00.000Z'],
    ['spans that touch are one', [{ days: [6, 7], from: '00:00', to: '00:00' }, { days: [5], from: '20:00', to: '00:00' }], 'UTC', '2026-05-08T21:00:00Z', '2026-05-11T00:00:00.000Z'],
    ['nobody who settled none is left alone', [], 'UTC', '2026-05-04T23:00:00Z', null],
  ])('%s', (_, spans, zone, now, expected) => {
    expect(until(spans, zone, now)).toBe(expected);
  });

  // New York: gap on 2026-03-08 at 02:00, overlap on 2026-11-01. Lisbon: 2026-03-29 and 2026-10-25 at 01:00. São Paulo: gap on 2018-11-04 at 00:00, overlap on 2019-02-16 at 23:00.
  it.each([
    ['New York, the short night', night, 'America/New_York', '2026-03-08T04:00:00Z', '2026-03-08T11:00:00.000Z'],
    ['New York, the long night', night, 'America/New_York', '2026-11-01T03:00:00Z', '2026-11-01T12:00:00.000Z'],
    ['New York, an end that the clock skips', [{ days: everyDay, from: '22:00', to: '02:30' }], 'America/New_York', '2026-03-08T06:00:00Z', '2026-03-08T07:30:00.000Z'],
    ['New York, an end that comes twice is the second', [{ days: everyDay, from: '22:00', to: '01:30' }], 'America/New_York', '2026-11-01T05:45:00Z', '2026-11-01T06:30:00.000Z'],
    ['New York, a beginning that comes twice is the first', [{ days: everyDay, from: '01:30', to: '06:00' }], 'America/New_York', '2026-11-01T05:30:00Z', '2026-11-01T11:00:00.000Z'],
    ['Lisbon, the short night', night, 'Europe/Lisbon', '2026-03-28T23:00:00Z', '2026-03-29T06:00:00.000Z'],
    ['Lisbon, the long night', night, 'Europe/Lisbon', '2026-10-24T22:00:00Z', '2026-10-25T07:00:00.000Z'],
    ['Karachi, where the clock stands', night, 'Asia/Karachi', '2026-03-29T18:00:00Z', '2026-03-30T02:00:00.000Z'],
    ['Shanghai, where the clock stands', night, 'Asia/Shanghai', '2026-10-24T15:00:00Z', '2026-10-24T23:00:00.000Z'],
    ['São Paulo, a day that begins at one', [{ days: everyDay, from: '00:00', to: '06:00' }], 'America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-04T08:00:00.000Z'],
    ['São Paulo, an evening hour that comes twice', [{ days: everyDay, from: '20:00', to: '23:30' }], 'America/Sao_Paulo', '2019-02-17T01:45:00Z', '2019-02-17T02:30:00.000Z'],
  ])('%s', (_, spans, zone, now, expected) => {
    expect(until(spans, zone, now)).toBe(expected);
  });
});
