import fc from 'fast-check';
import { along, distanceBetween } from '../fence/measure.js';
import { Way } from '../route/planned-way.js';
import { reckonPace } from './reckon-pace.js';
import { reckonStops, withRests, type Stop } from './reckon-stops.js';

const HOUR = 3_600_000;
const NOW = new Date('2026-11-24T06:00:00Z');
const A = { latitude: 36, longitude: 75 };
const B = { latitude: 37, longitude: 75 };
const stop = (latitude: number, more: Partial<Stop> = {}): Stop => ({ legId: null, place: 1, zone: 'Asia/Shanghai', plannedAt: null, departureAt: null, departed: true, latitude, longitude: 75, ...more });
const even = { fast: 20, typical: 15, slow: 10 };

describe('the pace of a unit', () => {
  it('is what its vehicle may do as long as nothing is seen, and what it drives once that is seen', () => {
    const believed = reckonPace([], 100);
    expect([believed.slow, believed.typical, believed.fast].map((speed) => Math.round(speed * 3.6))).toEqual([30, 55, 80]);
    // Three hours at 10 m/s, a fix a minute.
    const track = Array.from({ length: 180 }, (_, at) => ({ fixTime: new Date(NOW.getTime() + at * 60_000), ...along(A, B, (at * 600) / distanceBetween(A, B)) }));
    const seen = reckonPace(track, 100);
    expect([seen.slow, seen.typical, seen.fast].map(Math.round)).toEqual([10, 10, 10]);
  });

  it('does not count the time in which it stood', () => {
    const parked = Array.from({ length: 600 }, (_, at) => ({ fixTime: new Date(NOW.getTime() + at * 60_000), ...A }));
    expect(reckonPace(parked, 100)).toEqual(reckonPace([], 100));
  });
});

describe('the drive with its rests', () => {
  it.each([[4, 1, 4], [4.5, 1, 4.5], [5, 1, 5.75], [9, 1, 9.75], [10, 1, 21.75], [10, 2, 11.5]] as const)('%d hours at the wheel with %i at it are %d', (drive, drivers, all) => {
    expect(withRests(drive * HOUR, drivers) / HOUR).toBeCloseTo(all);
  });
});

describe('when a unit is expected', () => {
  const of = { pace: even, way: null };

  it('is a range that widens with the distance, never before now and never the wrong way round', () => {
    const speed = fc.double({ min: 2, max: 30, noNaN: true });
    fc.assert(fc.property(fc.array(fc.double({ min: 30, max: 45, noNaN: true }), { minLength: 1, maxLength: 5 }), fc.tuple(speed, speed, speed), fc.integer({ min: 0, max: 20 }), (latitudes, speeds, hoursAgo) => {
      const [slow = 2, typical = 2, fast = 2] = [...speeds].sort((a, b) => a - b);
      const expected = reckonStops(A, new Date(NOW.getTime() - hoursAgo * HOUR), NOW, latitudes.map((latitude) => stop(latitude)), { pace: { fast, typical, slow }, way: null });
      let before = NOW;
      for (const { earliest, likely, latest } of expected) {
        expect([earliest >= before, likely >= earliest, latest >= likely]).toEqual([true, true, true]);
        before = earliest;
      }
    }));
  });

  it('is reckoned along the planned way where there is one', () => {
    const way = new Way([A, { latitude: 36.5, longitude: 76 }, B]);
    const [expected] = reckonStops(A, NOW, NOW, [stop(37)], { pace: even, way });
    expect(expected?.remainingMetres).toBe(Math.round(way.length));
    // Half of it is behind the unit.
    const [half] = reckonStops({ latitude: 36.5, longitude: 76 }, NOW, NOW, [stop(37)], { pace: even, way });
    expect(Math.abs((half?.remainingMetres ?? 0) - way.length / 2)).toBeLessThan(way.length * 0.01);
  });

  it('waits for the planned departure of the next leg, but for the earliest', () => {
    const departureAt = new Date(NOW.getTime() + 24 * HOUR);
    const [, second] = reckonStops(A, NOW, NOW, [stop(36.5), stop(37, { departureAt, departed: false })], of);
    expect(second?.earliest.getTime()).toBeLessThan(departureAt.getTime());
    expect(second?.likely.getTime()).toBeGreaterThan(departureAt.getTime());
  });

  it('slips as time goes by without a new fix', () => {
    const [early] = reckonStops(A, NOW, NOW, [stop(36.1)], of);
    const [late] = reckonStops(A, NOW, new Date(NOW.getTime() + 10 * HOUR), [stop(36.1)], of);
    expect(late?.likely.getTime()).toBeGreaterThan(early?.likely.getTime() ?? 0);
  });
});

describe('a way', () => {
  it('that comes by twice is driven in its order', () => {
    const way = new Way([A, B, A]);
    expect(Math.round(way.foot(A).along)).toBe(0);
    expect(way.foot(A, way.length / 2).along).toBeCloseTo(way.length, -1);
  });
});
