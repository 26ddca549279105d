import { along, distanceBetween, toPiece, turnTo, unroll, type Place } from '../fence/measure.js';
import { Fence, type Side } from '../fence/fence.js';
import type { Ground } from '../crossing/settle.js';

export interface RouteFacts {
  readonly deploymentId: string;
  readonly version: number;
  readonly line: readonly Place[];
  readonly widthMetres: number;
  readonly dwellSeconds: number;
  readonly dwellFixes: number;
  readonly plannedAt: Date;
}

/** Metres beyond its width before a unit counts as off its way: roads are not drawn to the metre. */
const BESIDE = 100;

/** A planned way as a ground that a track is read against: a unit is taken to be on it until it is seen elsewhere. */
export function wayGround({ deploymentId, line, widthMetres, dwellSeconds, dwellFixes, plannedAt }: RouteFacts): Ground<Side> {
  const rule = { dwellSeconds, dwellFixes, enterMetres: 0, exitMetres: BESIDE };
  const fence = new Fence(deploymentId, [{ since: plannedAt, shape: { kind: 'route', line: [...line], widthMetres }, rule, calendar: null }], null);
  return {
    start: 'inside', isAway: () => false, passed: () => null,
    dwellAt: (fix) => fence.dwellAt(fix), read: (fix) => fence.read(fix), momentOf: (before, fix, to) => fence.momentOf(before, fix, to),
  };
}

/** Where along a way a place lies (metres from its beginning), and how far beside it. */
export interface Foot {
  readonly along: number;
  readonly beside: number;
}

/** A line that distances are measured along. */
export class Way {
  private readonly corners: readonly Place[];
  private readonly lengths: readonly number[];
  readonly length: number;

  constructor(line: readonly Place[]) {
    this.corners = unroll(line);
    let length = 0;
    this.lengths = this.corners.map((corner, at) => (length += at === 0 ? 0 : distanceBetween(this.corners[at - 1] ?? corner, corner)));
    this.length = length;
  }

  /** The nearest point of the way that lies no earlier on it than `from`: a way that comes by twice is driven in its order. */
  foot({ latitude, longitude }: Place, from = 0): Foot {
    let nearest: Foot = { along: from, beside: Infinity };
    for (let at = 1; at < this.corners.length; at += 1) {
      const [a, b, before, after] = [this.corners[at - 1], this.corners[at], this.lengths[at - 1], this.lengths[at]];
      if (a === undefined || b === undefined || before === undefined || after === undefined || after < from) continue;
      const here = { latitude, longitude: turnTo(a.longitude, longitude) };
      const { share } = toPiece(here, a, b);
      const onWay = Math.max(from, before + (after - before) * share);
      const beside = distanceBetween(here, along(a, b, after === before ? 0 : (onWay - before) / (after - before)));
      if (beside < nearest.beside) nearest = { along: onWay, beside };
    }
    return nearest;
  }
}
