import { Rate } from './rate.js';

describe('requests a second', () => {
  it('come evenly, never more than the bound and a twentieth in any second', () => {
    let clock = 0;
    const rate = new Rate(100, () => clock);
    const sent: number[] = [];
    for (; clock < 5_000; clock += 1) {
      while (rate.wait() === 0) {
        rate.spend();
        sent.push(clock);
      }
    }
    const inSecond = (from: number): number => sent.filter((at) => at >= from && at < from + 1_000).length;
    expect(Math.max(...Array.from({ length: 400 }, (_, at) => inSecond(at * 10)))).toBeLessThanOrEqual(105);
    expect(sent.length).toBeGreaterThanOrEqual(490);
  });

  it('may be fewer than one', () => {
    let clock = 0;
    const rate = new Rate(0.5, () => clock);
    expect(rate.wait()).toBe(0);
    rate.spend();
    expect(rate.wait()).toBe(2_000);
    clock = 2_000;
    expect(rate.wait()).toBe(0);
  });

  it('have no bound where none is set', () => {
    const rate = new Rate(null);
    for (let n = 0; n < 1_000; n += 1) rate.spend();
    expect(rate.wait()).toBe(0);
  });
});
