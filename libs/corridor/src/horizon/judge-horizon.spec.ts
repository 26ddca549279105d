import { judgeHorizon, outAt } from './judge-horizon.js';

const now = new Date('2026-11-24T00:00:00Z');
const hours = (ahead: number): Date => new Date(now.getTime() + ahead * 3_600_000);
const supply = { earliest: hours(20), latest: hours(30) };

describe('the horizon', () => {
  it.each([
    [hours(19), 'before_earliest'], [hours(20), 'before_latest'], [hours(29), 'before_latest'], [hours(30), 'lasts'], [null, 'not_used'],
  ] as const)('of what is out at %s in the worst case is %s', (worst, verdict) => expect(judgeHorizon(worst, supply)).toBe(verdict));

  it('claims nothing where nothing is expected', () => expect(judgeHorizon(hours(1), null)).toBe('no_supply'));
  it('is when the last of it is used', () => {
    expect(outAt(30, 20, now)).toEqual(hours(36));
    expect(outAt(0, 20, now)).toEqual(now);
    expect(outAt(30, 0, now)).toBeNull();
  });
});
