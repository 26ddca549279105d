import fc from 'fast-check';
import { TokenBucket } from './token-bucket.js';

describe('a token bucket', () => {
  it('gives the burst at once, then asks to wait, then gives again', () => {
    const bucket = new TokenBucket(10, 3, 0);
    expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([0, 0, 0]);
    expect(bucket.take(0)).toBeCloseTo(0.1);
    expect(bucket.take(100)).toBe(0);
  });

  it('never gives more than the burst and what has flowed in since', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 200 }), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), (steps, perSecond, burst) => {
      const bucket = new TokenBucket(perSecond, burst, 0);
      let now = 0;
      let given = 0;
      for (const step of steps) {
        now += step;
        if (bucket.take(now) === 0) given += 1;
      }
      expect(given).toBeLessThanOrEqual(burst + (now / 1000) * perSecond + 1e-6);
    }));
  });
});
