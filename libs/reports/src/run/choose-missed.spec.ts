import { chooseMissed } from './choose-missed.js';

const now = new Date('2026-11-24T12:05:00Z');
const hours = (...ago: number[]): Date[] => ago.map((hour) => new Date(Date.parse('2026-11-24T12:00:00Z') - hour * 3_600_000));

describe('runs that were missed', () => {
  it.each([
    ['are left out by `skip`', { policy: 'skip' }, hours(3, 2, 1), []],
    ['but not the one whose time has just come', { policy: 'skip' }, hours(3, 2, 0), hours(0)],
    ['collapse into the latest by `once`', { policy: 'once' }, hours(3, 2, 1), hours(1)],
    ['are each made by `all`, unless they are too old', { policy: 'all', withinHours: 2 }, hours(4, 3, 2, 1, 0), hours(1, 0)],
  ] as const)('%s', (_, missed, times, made) => {
    const chosen = chooseMissed(times, now, missed);
    expect(chosen.made).toEqual(made);
    expect([...chosen.made, ...chosen.skipped]).toHaveLength(times.length);
  });
});
