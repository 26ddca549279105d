import booleanPointInPolygon from '@turf/boolean-point-in-polygon';
import { lineString, point, polygon } from '@turf/helpers';
import pointToLineDistance from '@turf/point-to-line-distance';
import { pointToPolygonDistance } from '@turf/point-to-polygon-distance';
import fc from 'fast-check';
import { areaOf, boxOfStep, touches } from './area.js';
import { turnTo, type Place } from './measure.js';

const somewhere = fc.record({ latitude: fc.double({ min: 30, max: 45, noNaN: true }), longitude: fc.double({ min: 70, max: 80, noNaN: true }) });
const degrees = ({ latitude, longitude }: Place): [number, number] => [longitude, latitude];
/** A ring around a centre, with corners in the order of their angles so that it does not cut itself, and a hole of the same shape well within it. */
const ringWithHole = fc.tuple(somewhere, fc.array(fc.double({ min: 0.02, max: 0.2, noNaN: true }), { minLength: 3, maxLength: 12 })).map(([centre, radii]) => {
  const drawn = (share: number): Place[] => radii.map((radius, at) => {
    const angle = (2 * Math.PI * at) / radii.length;
    return { latitude: centre.latitude + share * radius * Math.sin(angle), longitude: centre.longitude + share * radius * Math.cos(angle) };
  });
  return { outer: drawn(1), hole: drawn(1 / 4) };
});
const ring = ringWithHole.map(({ outer }) => outer);
const beside = (corner: Place, dy: number, dx: number): Place => ({ latitude: corner.latitude + dy, longitude: corner.longitude + dx });
const shift = fc.double({ min: -0.3, max: 0.3, noNaN: true });
const first = (corners: readonly Place[]): Place => corners[0] ?? { latitude: 0, longitude: 0 };

describe('the area of a fence', () => {
  it('agrees with turf on what is inside a polygon with a hole, and how far it is to the edge', () => {
    fc.assert(fc.property(ringWithHole, shift, shift, ({ outer, hole }, dy, dx) => {
      const area = areaOf({ kind: 'polygon', outer, holes: [hole] });
      const drawn = polygon([[...outer, first(outer)].map(degrees), [...hole, first(hole)].map(degrees)]);
      const here = beside(first(outer), dy, dx);
      const depth = area.depth(here);
      const measured = Math.abs(pointToPolygonDistance(point(degrees(here)), drawn, { units: 'meters', method: 'geodesic' }));
      expect(measured < 20 || depth > 0 === booleanPointInPolygon(point(degrees(here)), drawn)).toBe(true);
      expect(Math.abs(Math.abs(depth) - measured)).toBeLessThan(20 + measured * 0.01);
    }), { numRuns: 300 });
  });

  it('agrees with turf on how far it is to a route', () => {
    fc.assert(fc.property(ring, fc.nat(11), shift, shift, (line, at, dy, dx) => {
      const here = beside(line[at % line.length] ?? first(line), dy / 4, dx / 4);
      const measured = pointToLineDistance(point(degrees(here)), lineString(line.map(degrees)), { units: 'meters', method: 'geodesic' });
      expect(Math.abs(1_000 - areaOf({ kind: 'route', line, widthMetres: 1_000 }).depth(here) - measured)).toBeLessThan(20 + measured * 0.02);
    }), { numRuns: 300 });
  });

  it('is the same on both sides of the antimeridian', () => {
    fc.assert(fc.property(ring, shift, shift, (outer, dy, dx) => {
      const moved = (place: Place): Place => ({ latitude: place.latitude, longitude: turnTo(0, place.longitude + 180 - first(outer).longitude) });
      const here = beside(first(outer), dy, dx);
      const [plain, over] = [areaOf({ kind: 'polygon', outer, holes: [] }), areaOf({ kind: 'polygon', outer: outer.map(moved), holes: [] })];
      expect(over.depth(moved(here))).toBeCloseTo(plain.depth(here), 2);
      // Within a tenth of a millimetre of the box's own edge, rounding decides.
      const around = [-1e-9, 0, 1e-9].flatMap((north) => [-1e-9, 0, 1e-9].map((east) => beside(here, north, east)));
      const [there, found] = [touches(over.box, boxOfStep(moved(here), moved(here))), around.map((place) => touches(plain.box, boxOfStep(place, place)))];
      expect(found).toContain(there);
    }), { numRuns: 300 });
  });

  it('knows what cannot touch it: whatever is inside lies in its box', () => {
    expect.hasAssertions();
    fc.assert(fc.property(ring, somewhere, fc.double({ min: 10, max: 500_000, noNaN: true }), shift, shift, (outer, centre, radiusMetres, dy, dx) => {
      for (const area of [areaOf({ kind: 'polygon', outer, holes: [] }), areaOf({ kind: 'circle', centre, radiusMetres }), areaOf({ kind: 'route', line: [centre, first(outer)], widthMetres: Math.min(radiusMetres, 50_000) })]) {
        const inside = [beside(centre, dy, dx), beside(first(outer), dy, dx)].filter((here) => area.depth(here) > 0);
        expect(inside.every((here) => touches(area.box, boxOfStep(here, here)))).toBe(true);
      }
    }));
  });
});
