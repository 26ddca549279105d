import type { corridor } from '#contracts';
import type { z } from 'zod';
import { degreesOf, distanceBetween, isInside, toLine, turnTo, unroll, type Place } from './measure.js';

export type Shape = z.output<typeof corridor.fenceShape>;

/** A shape made ready to be asked often. */
export interface Area {
  /** How deep inside a place is, metres; below nought: how far outside. */
  depth(place: Place): number;
  /** Half of the shorter way across, metres: how deep inside one can be at all, or nearly so. */
  readonly reach: number;
  readonly box: Box;
}

/** What a shape lies within, degrees. */
export interface Box {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

export function areaOf(shape: Shape): Area {
  if (shape.kind === 'circle') return circle(shape.centre, shape.radiusMetres);
  return shape.kind === 'polygon' ? polygon(shape.outer, shape.holes) : route(shape.line, shape.widthMetres);
}

/** The box with so many metres around it. */
export function widen({ south, north, west, east }: Box, metres: number): Box {
  const { latitude, longitude } = degreesOf(metres, Math.max(Math.abs(south), Math.abs(north)));
  return { south: south - latitude, north: north + latitude, west: west - longitude, east: east + longitude };
}

/** What a step from one place to another lies within. */
export function boxOfStep(from: Place, to: Place): Box {
  const longitude = turnTo(from.longitude, to.longitude);
  return {
    south: Math.min(from.latitude, to.latitude), north: Math.max(from.latitude, to.latitude), west: Math.min(from.longitude, longitude), east: Math.max(from.longitude, longitude),
  };
}

/** Whether two boxes touch, on whichever turn of the earth. */
export function touches(one: Box, other: Box): boolean {
  if (one.south > other.north || one.north < other.south) return false;
  const apart = 360 * Math.round((one.west + one.east - other.west - other.east) / 720);
  return one.west <= other.east + apart && one.east >= other.west + apart;
}

/** The box that two lie within; both are on the same turn of the earth as the first. */
export function join(one: Box, other: Box): Box {
  const apart = 360 * Math.round((one.west + one.east - other.west - other.east) / 720);
  return { south: Math.min(one.south, other.south), north: Math.max(one.north, other.north), west: Math.min(one.west, other.west + apart), east: Math.max(one.east, other.east + apart) };
}

function circle(centre: Place, radius: number): Area {
  const box = widen({ south: centre.latitude, north: centre.latitude, west: centre.longitude, east: centre.longitude }, radius);
  return { depth: (place) => radius - distanceBetween(centre, place), reach: radius, box };
}

function polygon(outer: readonly Place[], holes: readonly (readonly Place[])[]): Area {
  const rim = unroll(outer);
  const box = boxOf(rim);
  const middle = (box.west + box.east) / 2;
  const rings = [rim, ...holes.map((hole) => unroll(hole.map((corner) => near(middle, corner))))];
  return {
    depth: (place) => {
      const here = near(middle, place);
      const edge = Math.min(...rings.map((ring) => toLine(here, ring, true)));
      return rings.every((ring, at) => isInside(here, ring) === (at === 0)) ? edge : -edge;
    },
    reach: halfAcross(box), box,
  };
}

function route(line: readonly Place[], width: number): Area {
  const way = unroll(line);
  const box = boxOf(way);
  const middle = (box.west + box.east) / 2;
  return { depth: (place) => width - toLine(near(middle, place), way, false), reach: width, box: widen(box, width) };
}

const near = (middle: number, { latitude, longitude }: Place): Place => ({ latitude, longitude: turnTo(middle, longitude) });

function boxOf(line: readonly Place[]): Box {
  const box = { south: 90, north: -90, west: Infinity, east: -Infinity };
  for (const { latitude, longitude } of line) {
    box.south = Math.min(box.south, latitude);
    box.north = Math.max(box.north, latitude);
    box.west = Math.min(box.west, longitude);
    box.east = Math.max(box.east, longitude);
  }
  return box;
}

function halfAcross({ south, north, west, east }: Box): number {
  const latitude = (south + north) / 2;
  return Math.min(distanceBetween({ latitude: south, longitude: west }, { latitude: north, longitude: west }), distanceBetween({ latitude, longitude: west }, { latitude, longitude: east })) / 2;
}
