import { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import type { corridor } from '#contracts';

export type Shift = z.output<typeof corridor.shift>;

/** For once these people, between two wall times. */
export interface Override {
  readonly starts: string;
  readonly ends: string;
  readonly personIds: readonly string[];
}

/** Who is on call on one level: a weekly pattern on the wall clock of a zone. */
export interface Roster {
  readonly zone: string;
  readonly shifts: readonly Shift[];
  /** Local days that are no working days there. */
  readonly holidays: readonly string[];
  /** The latest given comes first. */
  readonly overrides: readonly Override[];
}

/** From an instant up to, not including, another; milliseconds of the epoch. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Who is on call at an instant, each once. Shifts are wall times: they are turned into instants day by day, so that a
 * shift of a night in which the clock moves is an hour shorter or longer, and two that meet on the wall clock meet in time.
 */
export function onCall(roster: Roster, at: Date): string[] {
  const now = at.getTime();
  const override = roster.overrides.find((one) => within(spanOf(roster.zone, one), now));
  if (override !== undefined) return [...new Set(override.personIds)];
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(roster.zone).toPlainDate();
  const on = shiftsOf(roster, today.subtract({ days: 1 }), today.add({ days: 1 })).filter(({ span }) => within(span, now));
  return [...new Set(on.map(({ shift }) => shift.personId))];
}

/** Where nobody is on call between two instants, and when next somebody else is. */
export function lookAhead(roster: Roster, from: Date, to: Date): { until: Date | null; holes: { from: Date; to: Date }[] } {
  const stops = [from.getTime(), ...boundaries(roster, from, to), to.getTime()];
  const pieces = stops.slice(0, -1).map((start, n) => ({ from: start, to: stops[n + 1] ?? start, people: onCall(roster, new Date(start)).sort().join() }));
  const joined: typeof pieces = [];
  for (const piece of pieces) {
    const before = joined.at(-1);
    if (before?.people === piece.people) before.to = piece.to;
    else joined.push({ ...piece });
  }
  const [first] = joined;
  return {
    until: first === undefined || joined.length === 1 ? null : new Date(first.to),
    holes: joined.filter(({ people }) => people === '').map((hole) => ({ from: new Date(hole.from), to: new Date(hole.to) })),
  };
}

/** Instants strictly between two at which a shift or an exception begins or ends, in order. */
function boundaries(roster: Roster, from: Date, to: Date): number[] {
  const day = (at: Date): Temporal.PlainDate => Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(roster.zone).toPlainDate();
  const spans = [...shiftsOf(roster, day(from).subtract({ days: 1 }), day(to).add({ days: 1 })).map(({ span }) => span), ...roster.overrides.map((one) => spanOf(roster.zone, one))];
  const all = new Set(spans.flatMap((span) => [span.from, span.to]));
  return [...all].filter((at) => at > from.getTime() && at < to.getTime()).sort((a, b) => a - b);
}

/** The shifts that begin on the days from the first to the last. */
function shiftsOf(roster: Roster, first: Temporal.PlainDate, last: Temporal.PlainDate): { shift: Shift; span: Span }[] {
  const found: { shift: Shift; span: Span }[] = [];
  for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    const holiday = roster.holidays.includes(day.toString());
    for (const shift of roster.shifts) {
      if (!shift.weekdays.includes(day.dayOfWeek) || shift.holidays === (holiday ? 'off' : 'only')) continue;
      const ends = shift.to <= shift.from ? day.add({ days: 1 }) : day;
      found.push({ shift, span: spanOf(roster.zone, { starts: `${day.toString()}T${shift.from}`, ends: `${ends.toString()}T${shift.to}` }) });
    }
  }
  return found;
}

/** A wall time that the clock jumps over is the instant of the jump: of two wall times the later is never the earlier instant; one that comes twice is the first of the two. */
function spanOf(zone: string, { starts, ends }: { readonly starts: string; readonly ends: string }): Span {
  return { from: instant(zone, starts), to: instant(zone, ends) };
}

function instant(zone: string, wall: string): number {
  const plain = Temporal.PlainDateTime.from(wall);
  const found = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (found.toPlainDateTime().equals(plain)) return found.epochMilliseconds;
  return (found.getTimeZoneTransition('next') ?? found).epochMilliseconds;
}

function within(span: Span, at: number): boolean {
  return span.from <= at && at < span.to;
}
