import type { corridor } from '#contracts';
import type { z } from 'zod';
import { openNow } from '../centre/open-now.js';
import { between, momentWhen } from '../crossing/find-moment.js';
import type { Dwell, Ground, Stay } from '../crossing/settle.js';
import type { Fix } from '../position/track.js';
import { areaOf, touches, widen, type Area, type Box, type Shape } from './area.js';
import type { Place } from './measure.js';

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
}

/** A poor fix does not hold a unit inside farther out than this (metres). */
const POOREST = 1_000;
/** A stay between two fixes that are farther apart than this (ms) is guessing which way was taken. */
const GUESS = 30 * 60_000;
/** Places looked at on a step between two fixes for whether it led through. */
const LOOKS = 48;

/** A fence that tracks are read against: each fix by the form of its own time. */
export class Fence implements Ground<Side> {
  readonly start = 'outside' as const;
  private readonly forms: readonly Drawn[];

  constructor(readonly id: string, forms: readonly Form[], private readonly retiredAt: Date | null) {
    this.forms = forms.map((form) => {
      const area = areaOf(form.shape);
      return { ...form, area, box: widen(area.box, form.rule.exitMetres + POOREST) };
    });
  }

  dwellAt(fix: Fix): Dwell | null {
    const form = this.formAt(fix);
    if (form === null || (form.calendar !== null && openNow(form.calendar.hours, form.calendar.zone, fix.fixTime) === false)) return null;
    return form.rule;
  }

  isAway(before: Fix | null, fix: Fix): boolean {
    return this.forms.every(({ box }) => !touches(box, before ?? fix, fix));
  }

  /** A fix whose circle of accuracy lies over the line decides nothing; inside, no more of it counts than fits into the fence. */
  read(fix: Fix): Side | null {
    const form = this.formAt(fix);
    if (form === null) return null;
    if (!touches(form.box, fix, fix)) return 'outside';
    const depth = form.area.depth(fix);
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
    if (form === null || length > GUESS || length === 0 || !touches(form.area.box, before, fix) || this.read(fix) !== 'outside') return null;
    const within = (place: Place): boolean => form.area.depth(place) >= Math.min(form.rule.enterMetres, form.area.reach / 2);
    const looks = Array.from({ length: LOOKS - 1 }, (_, at) => (at + 1) / LOOKS);
    const first = looks.find((share) => within(between(before, fix, share).place));
    if (first === undefined) return null;
    const last = looks.findLast((share) => within(between(before, fix, share).place)) ?? first;
    return {
      value: 'inside', from: momentWhen(before, fix, (place) => form.area.depth(place) >= 0, [first - 1 / LOOKS, first]),
      to: momentWhen(before, fix, (place) => form.area.depth(place) < 0, [last, last + 1 / LOOKS]),
    };
  }

  private formAt({ fixTime }: Fix): Drawn | null {
    if (this.retiredAt !== null && fixTime >= this.retiredAt) return null;
    return this.forms.findLast(({ since }) => fixTime >= since) ?? null;
  }
}
