import { dueAtOf, hoursOf, localDayOf } from './local-day.js';

describe('the day of a unit', () => {
  it.each([
    // Clocks go forward and back in Bucharest and Toronto; Karachi tried it in 2008 and 2009; Kathmandu never did.
    ['Europe/Bucharest', '2026-03-29', 23], ['Europe/Bucharest', '2026-10-25', 25], ['America/Toronto', '2026-03-08', 23], ['America/Toronto', '2026-11-01', 25],
    ['Asia/Karachi', '2026-03-29', 24], ['Asia/Karachi', '2008-06-01', 23], ['Asia/Kathmandu', '2026-10-25', 24], ['Asia/Shanghai', '2026-11-22', 24], ['Asia/Bishkek', '2026-11-22', 24],
  ])('lasts in %s on %s for %d hours', (zone, day, hours) => {
    expect(hoursOf(day, zone)).toBe(hours);
  });

  it.each([
    ['Asia/Karachi', '2026-11-21T18:59:59Z', '2026-11-21'], ['Asia/Karachi', '2026-11-21T19:00:00Z', '2026-11-22'],
    ['Asia/Kathmandu', '2026-11-21T18:14:59Z', '2026-11-21'], ['Asia/Kathmandu', '2026-11-21T18:15:00Z', '2026-11-22'],
    ['Europe/Bucharest', '2026-03-28T21:59:59Z', '2026-03-28'], ['Europe/Bucharest', '2026-03-28T22:00:00Z', '2026-03-29'], ['Europe/Bucharest', '2026-03-29T20:59:59Z', '2026-03-29'], ['Europe/Bucharest', '2026-03-29T21:00:00Z', '2026-03-30'],
    ['America/Toronto', '2026-11-01T03:59:59Z', '2026-10-31'], ['America/Toronto', '2026-11-01T04:00:00Z', '2026-11-01'], ['America/Toronto', '2026-11-02T04:59:59Z', '2026-11-01'], ['America/Toronto', '2026-11-02T05:00:00Z', '2026-11-02'],
  ])('is cut in %s at local midnight: %s is of %s', (zone, at, day) => {
    expect(localDayOf(new Date(at), zone)).toBe(day);
  });

  it('owes its report by noon of the next day, on that day’s clock', () => {
    expect(dueAtOf('2026-03-28', 'Europe/Bucharest').toISOString()).toBe('2026-03-29T09:00:00.000Z'); // summer time began in the night between
    expect(dueAtOf('2026-03-27', 'Europe/Bucharest').toISOString()).toBe('2026-03-28T10:00:00.000Z');
    expect(dueAtOf('2026-10-31', 'America/Toronto').toISOString()).toBe('2026-11-01T17:00:00.000Z');
    expect(dueAtOf('2026-11-21', 'Asia/Kathmandu').toISOString()).toBe('2026-11-22T06:15:00.000Z');
  });
});
