import { judgeHearing } from './judge-hearing.js';

describe('how a unit is heard of', () => {
  it.each([[0, 'live'], [600, 'live'], [601, 'ageing'], [1_800, 'ageing'], [1_801, 'silent'], [10_000_000, 'silent']])('a fix that is %i s old, of a unit that reports every 300 s: %s', (age, hearing) => {
    expect(judgeHearing(age, 300)).toBe(hearing);
  });

  it('is unknown of a unit that never reported, which is not silent', () => {
    expect(judgeHearing(null, 300)).toBe('unknown');
  });
});
