import { Temporal } from 'temporal-polyfill';

/** The instant at which a day begins where the host is; days after it by `days`. */
export function dayBegins(day: string, zone: string, days = 0): Date {
  return new Date(Temporal.PlainDate.from(day).add({ days }).toZonedDateTime(zone).epochMilliseconds);
}

/** A time at which it is told that a licence ends. */
export interface Notice {
  readonly days: number;
  readonly dueAt: Date;
}

/**
 * The notices of a licence that is verified now: of those whose time has passed only the last, so that one which is
 * verified late is told of once, not four times.
 */
export function noticesFrom(now: Date, validUntil: string, zone: string, noticeDays: readonly number[]): readonly Notice[] {
  const all = noticeDays.map((days) => ({ days, dueAt: dayBegins(validUntil, zone, -days) })).sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  const passed = all.filter(({ dueAt }) => dueAt <= now);
  return [...passed.slice(-1), ...all.slice(passed.length)];
}
