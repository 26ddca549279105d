import { nextTry } from './next-try.js';

describe('the next try of a message', () => {
  it.each([[1, 30_000], [2, 120_000], [3, 600_000], [4, 1_800_000], [5, 7_200_000], [6, 21_600_000]])('after %i tries waits for %i ms, a fifth more or less', (tried, wait) => {
    expect(nextTry(tried, null, () => 0.5)).toBe(wait);
    expect(nextTry(tried, null, () => 0)).toBe(wait * 0.8);
    expect(nextTry(tried, null, () => 1)).toBe(wait * 1.2);
  });

  it('is not made after the last one', () => {
    expect(nextTry(7, null, () => 0.5)).toBeNull();
  });

  it('comes later where the other end asks for it, up to a day', () => {
    expect(nextTry(1, 90_000, () => 0.5)).toBe(90_000);
    expect(nextTry(1, 10 * 86_400_000, () => 0.5)).toBe(86_400_000);
    expect(nextTry(4, 1_000, () => 0.5)).toBe(1_800_000);
  });
});
