import type { corridor } from '#contracts';
import type { z } from 'zod';
import { openNow } from '../centre/open-now.js';
import { between, momentWhen } from '../crossing/find-moment.js';
import type { Dwell, Ground, Stay } from '../crossing/settle.js';
import type { Fix } from '../position/track.js';
import { areaOf, boxOfStep, join, touches, widen, type Area, type Box, type Shape } from './area.js';
import { distanceBetween } from './measure.js';

export type Side = 'inside' | 'outside';
type Rule = z.output<typeof corridor.fenceRule>;

/** A fence as it is drawn from an instant on. */
export interface Form {
  readonly since: Date;
  readonly shape: Shape;
  readonly rule: Rule;
  readonly calendar: z.output<typeof corridor.fenceCalendar> | null;
}

interface Drawn extends Form {
  readonly area: Area;
  /** Who is beyond it is outside, whatever the accuracy. */
  readonly box: Box;
  /** A fix is read more than once, and measuring is what costs. */
  readonly depths: WeakMap<Fix, number>;
}

/** A poor fix does not hold a unit inside farther out than this (metres). */
const POOREST = 1_000;
/** A stay between two fixes that are farther apart than this (ms) is guessing which way was taken. */
const GUESS = 30 * 60_000;
/** The shortest step (a share of the whole) in which it is looked for whether a step between two fixes led through. */
const CLOSELY = 1 / 256;

/** A fence that tracks are read against: each fix by the form of its own time. */
export class Fence implements Ground<Side> {
  readonly start = 'outside' as const;
  private readonly forms: readonly Drawn[];
  /** What all forms lie within. */
  private readonly box: Box;

  constructor(readonly id: string, forms: readonly Form[], private readonly retiredAt: Date | null) {
    this.forms = forms.map((form) => {
      const area = areaOf(form.shape);
      return { ...form, area, box: widen(area.box, form.rule.exitMetres + POOREST), depths: new WeakMap() };
    });
    this.box = this.forms.map(({ box }) => box).reduce(join);
  }

  dwellAt(fix: Fix): Dwell | null {
    const form = this.formAt(fix);
    if (form === null || (form.calendar !== null && openNow(form.calendar.hours, form.calendar.zone, fix.fixTime) === false)) return null;
    return form.rule;
  }

  isAway(step: Box): boolean {
    return !touches(this.box, step);
  }

  /** A fix whose circle of accuracy lies over the line decides nothing; inside, no more of it counts than fits into the fence. */
  read(fix: Fix): Side | null {
    const form = this.formAt(fix);
    if (form === null) return null;
    if (!touches(form.box, boxOfStep(fix, fix))) return 'outside';
    const depth = depthOf(fix, form);
    // As it is stored: a fix says the same whether it has just come or is read again.
    const accuracy = Math.fround(fix.accuracy ?? 0);
    if (depth >= Math.min(form.rule.enterMetres + accuracy, form.area.reach / 2)) return 'inside';
    return depth <= -(form.rule.exitMetres + Math.min(accuracy, POOREST)) ? 'outside' : null;
  }

  momentOf(before: Fix, fix: Fix, to: Side): number {
    const form = this.formAt(fix);
    return form === null ? fix.fixTime.getTime() : momentWhen(before, fix, (place) => form.area.depth(place) >= 0 === (to === 'inside'));
  }

  passed(before: Fix, fix: Fix): Stay<Side> | null {
    const form = this.formAt(fix);
    const length = fix.fixTime.getTime() - before.fixTime.getTime();
    if (form === null || length > GUESS || length === 0 || !touches(form.area.box, boxOfStep(before, fix)) || this.read(fix) !== 'outside') return null;
    // Both ends are farther away than the way between them is long: the usual case, and done with.
    if (-depthOf(before, form) - depthOf(fix, form) > distanceBetween(before, fix)) return null;
    const [first, last] = [firstWithin(before, fix, form), firstWithin(fix, before, form)];
    if (first === null || last === null) return null;
    return {
      value: 'inside', from: momentWhen(before, fix, (place) => form.area.depth(place) >= 0, [0, first]),
      to: momentWhen(before, fix, (place) => form.area.depth(place) < 0, [1 - last, 1]),
    };
  }


  private formAt({ fixTime }: Fix): Drawn | null {
    if (this.retiredAt !== null && fixTime >= this.retiredAt) return null;
    return this.forms.findLast(({ since }) => fixTime >= since) ?? null;
  }
}

function depthOf(fix: Fix, { area, depths }: Drawn): number {
  let depth = depths.get(fix);
  if (depth === undefined) depths.set(fix, (depth = area.depth(fix)));
  return depth;
}

/**
 * The share of a way at which it first leads inside; null where it does not. From a place so many metres outside, the fence is at
 * least that far away whichever way one goes, so that much is skipped.
 */
function firstWithin(from: Fix, to: Fix, { area, rule }: Drawn): number | null {
  const length = distanceBetween(from, to);
  const deep = Math.min(rule.enterMetres, area.reach / 2);
  for (let share = 0; share < 1;) {
    const missing = deep - area.depth(between(from, to, share).place);
    if (missing <= 0) return share;
    share += Math.max(CLOSELY, missing / length);
  }
  return null;
}
