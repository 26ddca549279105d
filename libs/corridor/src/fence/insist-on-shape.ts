import { DomainError } from '#kernel';
import { areaOf, type Shape } from './area.js';
import { turnTo, unroll, type Place } from './measure.js';

const RING = 'a ring that encloses something and neither touches nor crosses itself; its end is its beginning without being said again';

/** A fence encloses something, or nobody could be inside (RFC 7946, 3.1.6, for rings). @throws DomainError invalid_input */
export function insistOnShape(shape: Shape): void {
  if (shape.kind === 'circle') return;
  if (shape.kind === 'route') return insist(shape.line.some((place) => !same(place, shape.line[0])), 'line', 'a line between two different places at least');
  insist(isRing(shape.outer), 'outer', RING);
  const area = goesRound(shape.outer) ? null : areaOf({ ...shape, holes: [] });
  for (const [at, hole] of shape.holes.entries()) {
    insist(isRing(hole), `holes/${at}`, RING);
    insist(area === null || hole.every((corner) => area.depth(corner) >= 0), `holes/${at}`, 'inside of the outer ring');
  }
}

function insist(holds: boolean, member: string, rule: string): void {
  if (!holds) throw new DomainError('invalid_input', `/shape/${member}: ${rule}`, { issues: [{ pointer: `/shape/${member}`, rule }] });
}

/** The ring with its beginning once more at its end, on the turn of the earth on which it comes back to it. */
function closed(ring: readonly Place[]): Place[] {
  const [first] = ring;
  return first === undefined ? [] : unroll([...ring, first]);
}

/** All the way round the earth: a pole is inside. */
function goesRound(ring: readonly Place[]): boolean {
  const corners = closed(ring);
  return Math.abs((corners.at(-1)?.longitude ?? 0) - (corners[0]?.longitude ?? 0)) >= 180;
}

function isRing(ring: readonly Place[]): boolean {
  const corners = closed(ring);
  const sides = corners.slice(1).map((to, at): Side => [corners[at] ?? to, to]);
  return sides.every((side, at) => sides.slice(at + 1).every((other, ahead) => {
    if (ahead === 0) return !turnsBack(side, other);
    return at === 0 && ahead === sides.length - 2 ? !turnsBack(other, side) : !meet(side, other);
  }));
}

type Side = readonly [from: Place, to: Place];

/** A side of no length, or one that goes back over the side before it. */
function turnsBack([a, b]: Side, [c, d]: Side): boolean {
  if (same(a, b) || same(c, d)) return true;
  const ahead = (b.latitude - a.latitude) * (d.latitude - c.latitude) + (b.longitude - a.longitude) * (d.longitude - c.longitude);
  // The two sides meet at a corner, which may lie a turn apart.
  return ahead < 0 && bend(a, b, { latitude: d.latitude, longitude: d.longitude + b.longitude - c.longitude }) === 0;
}

/** Whether two sides have a place in common. */
function meet([a, b]: Side, [c, d]: Side): boolean {
  const [one, two, three, four] = [bend(a, b, c), bend(a, b, d), bend(c, d, a), bend(c, d, b)];
  if (one !== two && three !== four) return true;
  return (one === 0 && isOn(a, b, c)) || (two === 0 && isOn(a, b, d)) || (three === 0 && isOn(c, d, a)) || (four === 0 && isOn(c, d, b));
}

/** To which side the way from `a` over `b` bends to `c`: 1, -1, or 0 where it goes straight on or back. */
function bend(a: Place, b: Place, c: Place): number {
  return Math.sign((b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude) * (c.longitude - a.longitude));
}

/** Whether a place on the line through two others lies between them. */
function isOn(a: Place, b: Place, place: Place): boolean {
  const between = (one: number, other: number, value: number): boolean => value >= Math.min(one, other) && value <= Math.max(one, other);
  return between(a.latitude, b.latitude, place.latitude) && between(a.longitude, b.longitude, place.longitude);
}

function same(a: Place, b: Place | undefined): boolean {
  return b !== undefined && a.latitude === b.latitude && turnTo(a.longitude, b.longitude) === a.longitude;
}
