import type { Output, corridor } from '#contracts';
import { degreesOf, turnTo, unroll, type Place } from '../../fence/measure.js';

type Shape = Output<typeof corridor.listFences>['shape'];
type Coordinates = readonly [longitude: number, latitude: number];

/** A geometry of RFC 7946: longitude first, seven decimals at most. */
export interface Geometry {
  readonly type: string;
  readonly coordinates: readonly unknown[];
}

const RADIAN = Math.PI / 180;
/** Corners of a circle, which GeoJSON does not know. */
const CORNERS = 64;

export function drawPoint({ latitude, longitude }: Place): Geometry {
  return { type: 'Point', coordinates: toCoordinates({ latitude, longitude }) };
}

/** A fence as a geometry. What runs over the antimeridian is cut there (RFC 7946, 3.1.9). */
export function drawShape(shape: Shape): Geometry {
  switch (shape.kind) {
    case 'circle': return drawArea(circle(shape.centre, shape.radiusMetres), []);
    case 'polygon': return drawArea(shape.outer, shape.holes ?? []);
    case 'route': return drawLine(shape.line);
  }
}

function circle(centre: Place, radiusMetres: number): Place[] {
  const [reach, from] = [degreesOf(radiusMetres, 0).latitude * RADIAN, centre.latitude * RADIAN];
  return Array.from({ length: CORNERS }, (_, corner) => {
    const bearing = (2 * Math.PI * corner) / CORNERS;
    const to = Math.asin(Math.sin(from) * Math.cos(reach) + Math.cos(from) * Math.sin(reach) * Math.cos(bearing));
    const turned = Math.atan2(Math.sin(bearing) * Math.sin(reach) * Math.cos(from), Math.cos(reach) - Math.sin(from) * Math.sin(to));
    return { latitude: to / RADIAN, longitude: centre.longitude + turned / RADIAN };
  });
}

function drawArea(outer: readonly Place[], holes: readonly (readonly Place[])[]): Geometry {
  const edge = roundPole(outer);
  const near = edge[0]?.longitude ?? 0;
  const inner = holes.map((hole) => unroll(hole).map((place, _, [first]) => ({ ...place, longitude: place.longitude + turnTo(near, first?.longitude ?? 0) - (first?.longitude ?? 0) })));
  const polygons = turnsOf(edge).flatMap((turn) => {
    const outside = ring(clip(edge, turn), 1);
    return outside === null ? [] : [[outside, ...inner.map((hole) => ring(clip(hole, turn), -1)).filter((hole) => hole !== null)]];
  });
  const [only, ...others] = polygons;
  return only !== undefined && others.length === 0 ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: polygons };
}

/** A ring that goes all the way round the earth has a pole inside: it is led along that one. */
function roundPole(places: readonly Place[]): Place[] {
  const [first] = places;
  if (first === undefined) return [];
  const rolled = unroll([...places, first]);
  const last = rolled.at(-1);
  if (last === undefined || Math.abs(last.longitude - first.longitude) < 180) return rolled.slice(0, -1);
  const pole = Math.sign(places.reduce((sum, { latitude }) => sum + latitude, 0)) * 90;
  return [...rolled, { latitude: pole, longitude: last.longitude }, { latitude: pole, longitude: first.longitude }];
}

/** Which turns of the earth it touches: 0 from -180 to 180, 1 from 180 to 540 and so on. */
function turnsOf(places: readonly Place[]): number[] {
  const all = places.map(({ longitude }) => longitude);
  const [low, high] = [Math.floor((Math.min(...all) + 180) / 360), Math.ceil((Math.max(...all) + 180) / 360)];
  return Array.from({ length: Math.max(1, high - low) }, (_, index) => low + index);
}

/** What lies of a ring within one turn, moved to -180 to 180 (Sutherland and Hodgman, two edges). */
function clip(places: readonly Place[], turn: number): Place[] {
  const [west, east] = [turn * 360 - 180, turn * 360 + 180];
  const within = beyond(beyond(places, west, 1), east, -1);
  return within.map(({ latitude, longitude }) => ({ latitude, longitude: longitude - turn * 360 }));
}

function beyond(places: readonly Place[], edge: number, side: 1 | -1): Place[] {
  const isIn = ({ longitude }: Place): boolean => (longitude - edge) * side >= 0;
  return places.flatMap((place, at) => {
    const before = places.at(at - 1) ?? place;
    const crossing = isIn(place) === isIn(before) ? [] : [crossAt(before, place, edge)];
    return isIn(place) ? [...crossing, place] : crossing;
  });
}

function crossAt(a: Place, b: Place, edge: number): Place {
  return { longitude: edge, latitude: a.latitude + ((b.latitude - a.latitude) * (edge - a.longitude)) / (b.longitude - a.longitude) };
}

/** Closed, and turned as RFC 7946 wants it: counterclockwise outside (1), clockwise around a hole (-1). Null of what has no area in seven decimals. */
function ring(places: readonly Place[], turn: 1 | -1): Coordinates[] | null {
  const written = places.map(toCoordinates);
  const corners = written.filter(([x, y], at) => x !== written.at(at - 1)?.[0] || y !== written.at(at - 1)?.[1]);
  const [first] = corners;
  if (first === undefined || corners.length < 3) return null;
  // Reckoned from the first corner, so that small rings far from 0/0 lose nothing.
  const doubled = corners.reduce((sum, [ax, ay], at) => {
    const [bx, by] = corners[(at + 1) % corners.length] ?? first;
    return sum + (ax - first[0]) * (by - first[1]) - (bx - first[0]) * (ay - first[1]);
  }, 0);
  if (Math.abs(doubled) < 1e-13) return null;
  const turned = doubled * turn < 0 ? corners.reverse() : corners;
  return [...turned, ...turned.slice(0, 1)];
}

function drawLine(places: readonly Place[]): Geometry {
  const pieces: Place[][] = [[]];
  const rolled = unroll(places);
  rolled.forEach((place, at) => {
    const before = rolled[at - 1];
    const turn = turnOf(place);
    if (before !== undefined && turn !== turnOf(before)) {
      const edge = Math.max(turn, turnOf(before)) * 360 - 180;
      const crossing = crossAt(before, place, edge);
      pieces.at(-1)?.push(moved(crossing, turnOf(before)));
      pieces.push([moved(crossing, turn)]);
    }
    pieces.at(-1)?.push(moved(place, turn));
  });
  const lines = pieces.map((piece) => piece.map(toCoordinates));
  const [only, ...others] = lines;
  return only !== undefined && others.length === 0 ? { type: 'LineString', coordinates: only } : { type: 'MultiLineString', coordinates: lines };
}

const turnOf = ({ longitude }: Place): number => Math.floor((longitude + 180) / 360);
const moved = ({ latitude, longitude }: Place, turn: number): Place => ({ latitude, longitude: longitude - turn * 360 });

function toCoordinates({ latitude, longitude }: Place): Coordinates {
  return [rounded(longitude), rounded(latitude)];
}

/** A centimetre; there is nothing behind more decimals. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7 + 0;
}
