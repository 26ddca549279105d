/** A place on the road: degrees north and east (WGS 84), and a name where there is a town. */
export interface Waypoint {
  readonly latitude: number;
  readonly longitude: number;
  readonly name?: string;
}

const at = (latitude: number, longitude: number, name?: string): Waypoint => (name === undefined ? { latitude, longitude } : { latitude, longitude, name });

/** The Karakoram Highway from Islamabad over the Khunjerab Pass to Kashgar, in broad strokes: close enough to be followed on a map. */
export const karakoram: readonly Waypoint[] = [
  at(33.6844, 73.0479, 'Islamabad'), at(33.7463, 72.8397), at(33.8195, 72.689), at(33.9946, 72.9106), at(34.1688, 73.2215, 'Abbottabad'), at(34.33, 73.1968),
  at(34.5016, 73.1), at(34.6772, 73.0233), at(34.7894, 72.9281), at(34.929, 72.877, 'Besham'), at(35.108, 73.005), at(35.291, 73.29), at(35.51, 73.53), at(35.4206, 74.095, 'Chilas'),
  at(35.434, 74.36), at(35.488, 74.588), at(35.683, 74.624), at(35.88, 74.47), at(35.9208, 74.3144, 'Gilgit'), at(36.11, 74.31), at(36.249, 74.311), at(36.3079, 74.6178, 'Aliabad'),
  at(36.309, 74.813), at(36.387, 74.863), at(36.487, 74.887), at(36.689, 74.821, 'Sost'), at(36.79, 75.02), at(36.87, 75.25), at(36.85, 75.427, 'Khunjerab Pass'), at(37.05, 75.51),
  at(37.4, 75.41), at(37.775, 75.228, 'Tashkurgan'), at(38.08, 75.07), at(38.3, 75.02), at(38.44, 75.059), at(38.69, 74.98), at(38.85, 75.32), at(39.06, 75.55), at(39.31, 75.53), at(39.4677, 75.9938, 'Kashgar'),
];

const RADIUS = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres between two places on the mean sphere (haversine). */
export function metresBetween(a: Waypoint, b: Waypoint): number {
  const half = Math.sin(radians(b.latitude - a.latitude) / 2) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.sqrt(half));
}

/** Degrees clockwise from north, from one place to another. */
export function courseBetween(a: Waypoint, b: Waypoint): number {
  const [from, to, across] = [radians(a.latitude), radians(b.latitude), radians(b.longitude - a.longitude)];
  const angle = Math.atan2(Math.sin(across) * Math.cos(to), Math.cos(from) * Math.sin(to) - Math.sin(from) * Math.cos(to) * Math.cos(across));
  return ((angle * 180) / Math.PI + 360) % 360;
}

/** A road that can be driven: where one is after so many metres. */
export class Road {
  /** Metres from the beginning to each waypoint. */
  private readonly reached: readonly number[];

  constructor(private readonly waypoints: readonly Waypoint[]) {
    let sum = 0;
    this.reached = waypoints.map((waypoint, index) => (sum += index === 0 ? 0 : metresBetween(waypoints[index - 1] ?? waypoint, waypoint)));
  }

  /** The part between two towns, driven from the first to the second, whichever way that is. */
  static between(waypoints: readonly Waypoint[], from: string, to: string): Road {
    const [first, last] = [from, to].map((name) => waypoints.findIndex((waypoint) => waypoint.name === name));
    if (first === undefined || last === undefined || first < 0 || last < 0 || first === last) throw new Error(`the road does not lead from ${from} to ${to}`);
    return new Road(first < last ? waypoints.slice(first, last + 1) : waypoints.slice(last, first + 1).reverse());
  }

  /** Metres. */
  get length(): number {
    return this.reached.at(-1) ?? 0;
  }

  /** After how many metres one is closest to a place, give or take a hundred. */
  nearest(place: Waypoint): number {
    let best = { metres: 0, off: Infinity };
    for (let metres = 0; metres <= this.length; metres += 200) {
      const off = metresBetween(this.at(metres), place);
      if (off < best.off) best = { metres, off };
    }
    return best.metres;
  }

  /** Where one is after so many metres, and which way one looks. Before the beginning: at it; past the end: there. */
  at(metres: number): Waypoint & { readonly course: number } {
    const next = Math.max(1, Math.min(this.waypoints.length - 1, this.reached.findIndex((reached) => reached >= metres)));
    const index = metres >= this.length ? this.waypoints.length - 1 : next;
    const [a, b] = [this.waypoints[index - 1], this.waypoints[index]];
    if (a === undefined || b === undefined) throw new Error('a road has two ends');
    const [from, to] = [this.reached[index - 1] ?? 0, this.reached[index] ?? 0];
    const share = Math.max(0, Math.min(1, (metres - from) / (to - from)));
    return { latitude: a.latitude + (b.latitude - a.latitude) * share, longitude: a.longitude + (b.longitude - a.longitude) * share, course: courseBetween(a, b) };
  }
}
