import fc from 'fast-check';
import { Ring, RING_BYTES, RING_EVENTS, type Weighed } from './ring.js';

function some(from: number, count: number, weight = 1): Weighed[] {
  return Array.from({ length: count }, (_, at) => ({ event: { offset: from + at + 1 } as Weighed['event'], weight }));
}

describe('the memory of a stream', () => {
  it('always holds the newest events without a hole, within its bounds', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 5_000 })), { maxLength: 12 }), fc.nat(1_000), (pushes, start) => {
      const ring = new Ring(start);
      let head = start;
      for (const [count, weight] of pushes) {
        ring.push(some(head, count, weight));
        head += count;
        expect(ring.bytes).toBeLessThanOrEqual(RING_BYTES);
        expect(head - ring.after).toBeLessThanOrEqual(RING_EVENTS);
        expect(ring.since(ring.after)?.map(({ offset }) => offset)).toEqual(Array.from({ length: head - ring.after }, (_, at) => ring.after + at + 1));
        expect(ring.since(head)).toEqual([]);
        expect(ring.since(ring.after - 1)).toBeNull();
      }
    }), { numRuns: 50 });
  });

  it('takes older events in front only where they fit its beginning', () => {
    const ring = new Ring(10);
    ring.push(some(10, 3));
    expect(ring.extend(some(5, 4))).toBe(false);
    expect(ring.extend(some(5, 5))).toBe(true);
    expect(ring.after).toBe(5);
    expect(ring.since(8)?.map(({ offset }) => offset)).toEqual([9, 10, 11, 12, 13]);
    expect(ring.extend(some(0, 5, RING_BYTES))).toBe(false);
  });
});
