import { Temporal } from 'temporal-polyfill';
import { reports } from '#contracts';

/** Days that are looked ahead: from one 29 February to the next there may be eight years. */
const HORIZON = 8 * 366 + 1;
const HOURS = 24;

/**
 * The instants that a cron expression names after an instant, in order, each once. Its fields are read off the wall clock of the
 * zone. Where that clock jumps:
 * - a time that the spring skips is the first instant after the gap;
 * - a time that the autumn has twice is the first of the two;
 * - an expression that names every hour of the day goes by time that passes instead: it has each instant whose minute fits, so that none is
 *   skipped and the hour that comes twice counts twice.
 */
export function* findTimes(cron: string, zone: string, after: Date): Generator<Date> {
  const fields = reports.parseCron(cron);
  const everyHour = fields.hours.size === HOURS;
  let last = after.getTime();
  // One day earlier: what a gap at midnight pushes on may belong to the day before.
  const first = Temporal.Instant.fromEpochMilliseconds(last).toZonedDateTimeISO(zone).toPlainDate().subtract({ days: 1 });
  for (let ahead = 0; ahead <= HORIZON; ahead += 1) {
    const day = first.add({ days: ahead });
    if (!isOn(day, fields)) continue;
    for (const at of everyHour ? passing(day, zone, fields, last) : onTheWall(day, zone, fields)) {
      if (at <= last) continue;
      yield new Date((last = at));
    }
  }
}

/** The first of them; null when there is none within eight years. */
export function nextTime(cron: string, zone: string, after: Date): Date | null {
  const found = findTimes(cron, zone, after).next();
  return found.done === true ? null : found.value;
}

function isOn(day: Temporal.PlainDate, { days, months, weekdays, eitherDay }: reports.Cron): boolean {
  if (!months.has(day.month)) return false;
  const [inMonth, inWeek] = [days.has(day.day), weekdays.has(day.dayOfWeek % 7)];
  return eitherDay ? inMonth || inWeek : inMonth && inWeek;
}

/** The wall times of a day as instants, milliseconds of the epoch, in order. */
function onTheWall(day: Temporal.PlainDate, zone: string, { hours, minutes }: reports.Cron): number[] {
  const found: number[] = [];
  for (const hour of hours) for (const minute of minutes) found.push(instantOf(day.toPlainDateTime({ hour, minute }), zone));
  return found.sort((a, b) => a - b);
}

function instantOf(wall: Temporal.PlainDateTime, zone: string): number {
  const there = wall.toZonedDateTime(zone, { disambiguation: 'compatible' });
  if (there.toPlainDateTime().equals(wall)) return there.epochMilliseconds;
  // In a gap: the clock jumps between what it would have been before and after.
  const jump = wall.toZonedDateTime(zone, { disambiguation: 'earlier' }).getTimeZoneTransition('next');
  return (jump ?? there).epochMilliseconds;
}

/** The instants of a day whose minute fits, after an instant. */
function* passing(day: Temporal.PlainDate, zone: string, { minutes }: reports.Cron, after: number): Generator<number> {
  const end = day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
  const midnight = day.toZonedDateTime(zone);
  const begun = Temporal.Instant.fromEpochMilliseconds(Math.max(midnight.epochMilliseconds, after)).toZonedDateTimeISO(zone);
  for (let at = begun.round({ smallestUnit: 'minute', roundingMode: 'ceil' }); at.epochMilliseconds < end; at = at.add({ minutes: 1 })) {
    if (minutes.has(at.minute)) yield at.epochMilliseconds;
  }
}
