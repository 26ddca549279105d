import { dayBegins, noticesFrom } from './host-days.js';

describe('the days of a host', () => {
  it.each([
    ['Asia/Karachi', '2026-11-24', '2026-11-23T19:00:00.000Z'],
    ['Asia/Kathmandu', '2026-11-24', '2026-11-23T18:15:00.000Z'],
    // Clocks go back in the night before, and forward in this one.
    ['Europe/Bucharest', '2026-10-26', '2026-10-25T22:00:00.000Z'],
    ['America/Toronto', '2026-03-08', '2026-03-08T05:00:00.000Z'],
  ])('in %s the day %s begins at %s', (zone, day, instant) => {
    expect(dayBegins(day, zone).toISOString()).toBe(instant);
  });

  it('are counted back on the calendar, over the change of clocks', () => {
    expect(dayBegins('2026-11-01', 'Europe/Bucharest', -30).toISOString()).toBe('2026-10-01T21:00:00.000Z');
  });
});

describe('the notices of a licence', () => {
  const days = [90, 30, 7, 0];
  const noticed = (now: string): number[] => noticesFrom(new Date(now), '2026-12-31', 'Asia/Shanghai', days).map((notice) => notice.days);

  it.each([
    ['long before', '2026-01-01T00:00:00Z', [90, 30, 7, 0]], ['after the first', '2026-11-01T00:00:00Z', [90, 30, 7, 0]], ['in the last week', '2026-12-28T00:00:00Z', [7, 0]],
    ['on the last day', '2026-12-31T01:00:00Z', [0]],
  ])('verified %s are those to come and of those passed the last', (_, now, expected) => {
    expect(noticed(now)).toEqual(expected);
  });
});
