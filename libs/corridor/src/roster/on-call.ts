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

/** The spans of a roster over some days. */
interface Timeline {
  readonly shifts: readonly { readonly span: Span; readonly personId: string }[];
  readonly overrides: readonly { readonly span: Span; readonly personIds: readonly string[] }[];
}

/**
 * Who is on call at an instant, each once. Shifts are wall times: they are turned into instants day by day, so that a
 * shift of a night in which the clock moves is an hour shorter or longer, and two that meet on the wall clock meet in time.
 */
export function onCall(roster: Roster, at: Date): string[] {
  return peopleAt(timelineOf(roster, at, at), at.getTime());
}

/** Where nobody is on call between two instants, and when next somebody else is. */
export function lookAhead(roster: Roster, from: Date, to: Date): { until: Date | null; holes: { from: Date; to: Date }[] } {
  const timeline = timelineOf(roster, from, to);
  const stops = [from.getTime(), ...boundaries(timeline, from, to), to.getTime()];
  const joined: { from: number; to: number; people: string }[] = [];
  for (const [n, start] of stops.slice(0, -1).entries()) {
    const people = peopleAt(timeline, start).sort().join();
    const end = stops[n + 1] ?? start;
    const before = joined.at(-1);
    if (before?.people === people) before.to = end;
    else joined.push({ from: start, to: end, people });
  }
  const [first] = joined;
  return {
    until: first === undefined || joined.length === 1 ? null : new Date(first.to),
    holes: joined.filter(({ people }) => people === '').map((hole) => ({ from: new Date(hole.from), to: new Date(hole.to) })),
  };
}

/** An exception takes the place of the pattern; of several the latest given counts. */
function peopleAt({ shifts, overrides }: Timeline, at: number): string[] {
  const instead = overrides.find(({ span }) => within(span, at));
  return [...new Set(instead?.personIds ?? shifts.filter(({ span }) => within(span, at)).map(({ personId }) => personId))];
}

/** Instants strictly between two at which a shift or an exception begins or ends, in order. */
function boundaries({ shifts, overrides }: Timeline, from: Date, to: Date): number[] {
  const all = new Set([...shifts, ...overrides].flatMap(({ span }) => [span.from, span.to]));
  return [...all].filter((at) => at > from.getTime() && at < to.getTime()).sort((a, b) => a - b);
}

/** Shifts run past midnight, and a clock may be put back over it: the days before and after count too. */
function timelineOf(roster: Roster, from: Date, to: Date): Timeline {
  const { zone } = roster;
  const day = (at: Date): Temporal.PlainDate => Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  const last = day(to).add({ days: 1 });
  const shifts: Timeline['shifts'][number][] = [];
  for (let on = day(from).subtract({ days: 1 }); Temporal.PlainDate.compare(on, last) <= 0; on = on.add({ days: 1 })) shifts.push(...shiftsOn(roster, on));
  return { shifts, overrides: roster.overrides.map((one) => ({ span: spanOf(zone, one), personIds: one.personIds })) };
}

/** The shifts that begin on a day. */
function shiftsOn({ zone, shifts, holidays }: Roster, day: Temporal.PlainDate): Timeline['shifts'][number][] {
  const left = holidays.includes(day.toString()) ? 'off' : 'only';
  return shifts.filter((one) => one.weekdays.includes(day.dayOfWeek) && one.holidays !== left).map(({ personId, from, to }) => {
    const ends = to <= from ? day.add({ days: 1 }) : day;
    return { personId, span: spanOf(zone, { starts: `${day.toString()}T${from}`, ends: `${ends.toString()}T${to}` }) };
  });
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
