/** A place on the earth, degrees (WGS 84). Longitudes of drawn things may run past 180, so that they do not jump. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** Mean radius of the earth, metres. */
const EARTH = 6_371_008.8;
const RADIAN = Math.PI / 180;

/** The longitude of the same place that lies within half a turn of `near`. */
export function turnTo(near: number, longitude: number): number {
  return longitude - 360 * Math.round((longitude - near) / 360);
}

/** Great-circle distance, metres. */
export function distanceBetween(a: Place, b: Place): number {
  const [from, to] = [a.latitude * RADIAN, b.latitude * RADIAN];
  const half = Math.sin((to - from) / 2) ** 2 + Math.cos(from) * Math.cos(to) * Math.sin(((b.longitude - a.longitude) * RADIAN) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** So many metres in degrees of latitude, and of longitude at a latitude. */
export function degreesOf(metres: number, latitude: number): { readonly latitude: number; readonly longitude: number } {
  const north = metres / (EARTH * RADIAN);
  return { latitude: north, longitude: Math.min(360, north / Math.max(0.001, Math.cos(Math.min(90, Math.abs(latitude) + north) * RADIAN))) };
}

/** The place a share of the way along a step; a step goes the shorter way round. */
export function along(a: Place, b: Place, share: number): Place {
  const to = turnTo(a.longitude, b.longitude);
  return { latitude: a.latitude + (b.latitude - a.latitude) * share, longitude: a.longitude + (to - a.longitude) * share };
}

/** How far (metres) a place is from a straight piece of line, and at which share of it it is nearest. On a plane laid at the place itself, so it is true where it matters: near the line. */
export function toPiece(place: Place, a: Place, b: Place): { readonly metres: number; readonly share: number } {
  const east = EARTH * RADIAN * Math.cos(place.latitude * RADIAN);
  const north = EARTH * RADIAN;
  const [ax, ay] = [(a.longitude - place.longitude) * east, (a.latitude - place.latitude) * north];
  const [dx, dy] = [(b.longitude - a.longitude) * east, (b.latitude - a.latitude) * north];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length));
  return { metres: Math.hypot(ax + dx * share, ay + dy * share), share };
}

/** The same line with each longitude within half a turn of the one before. */
export function unroll(line: readonly Place[]): Place[] {
  let before = line[0]?.longitude ?? 0;
  return line.map(({ latitude, longitude }) => ({ latitude, longitude: (before = turnTo(before, longitude)) }));
}

/** Whether a place is inside a ring, by the crossings of a ray to the west. */
export function isInside({ latitude, longitude }: Place, ring: readonly Place[]): boolean {
  let inside = false;
  for (let at = 0, last = ring.length - 1; at < ring.length; last = at++) {
    const [a, b] = [ring[at], ring[last]];
    if (a === undefined || b === undefined || a.latitude > latitude === b.latitude > latitude) continue;
    if (longitude < ((b.longitude - a.longitude) * (latitude - a.latitude)) / (b.latitude - a.latitude) + a.longitude) inside = !inside;
  }
  return inside;
}

/** How far (metres) a place is from the nearest piece of a line; `closed`: from its end the line goes on to its beginning. Measured as `toPiece` does, without its answer: it is asked for every corner of every fence nearby. */
export function toLine({ latitude, longitude }: Place, line: readonly Place[], closed: boolean): number {
  const [east, north] = [EARTH * RADIAN * Math.cos(latitude * RADIAN), EARTH * RADIAN];
  const last = line.at(-1);
  if (last === undefined) return Infinity;
  let [ax, ay] = [(last.longitude - longitude) * east, (last.latitude - latitude) * north];
  let nearest = Infinity;
  let skips = !closed;
  for (const corner of line) {
    const [bx, by] = [(corner.longitude - longitude) * east, (corner.latitude - latitude) * north];
    if (!skips) {
      const [dx, dy] = [bx - ax, by - ay];
      const length = dx * dx + dy * dy;
      const share = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length));
      const [x, y] = [ax + dx * share, ay + dy * share];
      nearest = Math.min(nearest, x * x + y * y);
    }
    skips = false;
    [ax, ay] = [bx, by];
  }
  return Math.sqrt(nearest);
}
