import { HintError, check } from '@placemarkio/check-geojson';
import fc from 'fast-check';
import type { Place } from '../../fence/measure.js';
import { drawShape } from './draw-shape.js';

type Ring = [number, number][];

/** Rings of a geometry, polygon by polygon. */
function ringsOf({ type, coordinates }: ReturnType<typeof drawShape>): Ring[][] {
  return (type === 'Polygon' ? [coordinates] : coordinates) as Ring[][];
}

/** Twice the signed area: above nought when it runs counterclockwise. */
const turn = (ring: Ring): number => {
  const [[x0, y0] = [0, 0]] = ring;
  return ring.slice(1).reduce((sum, [x, y], at) => sum + ((ring[at]?.[0] ?? 0) - x0) * (y - y0) - (x - x0) * ((ring[at]?.[1] ?? 0) - y0), 0);
};
const at = (latitude: number, longitude: number): Place => ({ latitude, longitude });
const places = (...all: readonly (readonly [number, number])[]): Place[] => all.map(([latitude, longitude]) => at(latitude, longitude));

/** All that RFC 7946 asks of areas and no reader of ours checks. */
function objections(geometry: ReturnType<typeof drawShape>): string[] {
  const found: string[] = [];
  for (const [outer = [], ...holes] of ringsOf(geometry)) {
    if (turn(outer) <= 0) found.push('an outer ring that is not counterclockwise');
    if (holes.some((hole) => turn(hole) >= 0)) found.push('a hole that is not clockwise');
    for (const [longitude, latitude] of [outer, ...holes].flat()) {
      if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) found.push(`out of range: ${longitude}, ${latitude}`);
      if (![longitude, latitude].every((degrees) => /^-?\d+(\.\d{1,7})?(e-\d+)?$/.test(String(degrees)))) found.push('more than seven decimals');
    }
  }
  try {
    check(JSON.stringify({ type: 'Feature', geometry, properties: {} }));
  } catch (error) {
    found.push(error instanceof HintError ? error.issues.map(({ message }) => message).join() : String(error));
  }
  return found;
}

describe('drawing a fence as GeoJSON', () => {
  const square = places([10, 20], [10, 30], [20, 30], [20, 20]);
  const hole = places([12, 22], [12, 24], [14, 24], [14, 22]);

  it('writes longitude first, closes each ring, and turns it as the right hand has it, whichever way it was drawn', () => {
    for (const [outer, inner] of [[square, hole], [[...square].reverse(), [...hole].reverse()]] as const) {
      const drawn = drawShape({ kind: 'polygon', outer, holes: [inner] });
      expect(objections(drawn)).toEqual([]);
      expect(ringsOf(drawn)[0]?.[0]).toHaveLength(5);
      expect(ringsOf(drawn)[0]?.[0]?.every(([longitude]) => longitude >= 20)).toBe(true);
    }
  });

  it('cuts an area at the antimeridian', () => {
    const drawn = drawShape({ kind: 'polygon', outer: places([-10, 175], [-10, -175], [10, -175], [10, 175]), holes: [places([-5, 178], [-5, -178], [5, -178], [5, 178])] });
    expect([drawn.type, objections(drawn)]).toEqual(['MultiPolygon', []]);
    const spans = ringsOf(drawn).map(([outer = []]) => [Math.min(...outer.map(([x]) => x)), Math.max(...outer.map(([x]) => x))]);
    expect(spans).toEqual([[175, 180], [-180, -175]]);
    expect(ringsOf(drawn).map((rings) => rings.length)).toEqual([2, 2]);
  });

  it('leads an area with a pole in it along the pole', () => {
    const drawn = drawShape({ kind: 'polygon', outer: places([70, -120], [70, 0], [70, 120]), holes: [] });
    expect(objections(drawn)).toEqual([]);
    expect(Math.max(...ringsOf(drawn).flat(2).map(([, latitude]) => latitude))).toBe(90);
  });

  it('cuts a route at the antimeridian, at the same latitude on both sides', () => {
    expect(drawShape({ kind: 'route', line: places([0, 170], [10, -170], [20, -160]), widthMetres: 500 })).toEqual({
      type: 'MultiLineString', coordinates: [[[170, 0], [180, 5]], [[-180, 5], [-170, 10], [-160, 20]]],
    });
    expect(drawShape({ kind: 'route', line: places([0, 10], [10, 20]), widthMetres: 500 }).type).toBe('LineString');
  });

  it('draws every circle and every triangle of the earth as RFC 7946 has it', () => {
    const place = fc.record({ latitude: fc.double({ min: -85, max: 85, noNaN: true }), longitude: fc.double({ min: -180, max: 180, noNaN: true }) });
    fc.assert(fc.property(place, fc.double({ min: 10, max: 2_000_000, noNaN: true }), (centre, radiusMetres) => {
      expect(objections(drawShape({ kind: 'circle', centre, radiusMetres }))).toEqual([]);
    }), { numRuns: 300 });
    fc.assert(fc.property(place, fc.double({ min: 0.01, max: 40, noNaN: true }), fc.double({ min: 0.01, max: 40, noNaN: true }), ({ latitude, longitude }, wide, high) => {
      const top = latitude > 0 ? latitude - high : latitude + high;
      const wrapped = longitude + wide > 180 ? longitude + wide - 360 : longitude + wide;
      expect(objections(drawShape({ kind: 'polygon', outer: [at(latitude, longitude), at(latitude, wrapped), at(top, longitude)], holes: [] }))).toEqual([]);
    }), { numRuns: 300 });
  });
});
