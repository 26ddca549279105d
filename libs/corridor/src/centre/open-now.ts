import { Temporal } from 'temporal-polyfill';
import type { CentreView } from './centre.entity.js';

/** Whether hours of the wall clock in this zone hold at an instant; null when there are none. Those that run past midnight count for the day that they began on. */
export function openNow(hours: CentreView['hours'], zone: string, at: Date): boolean | null {
  if (hours.length === 0) return null;
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  const time = local.toPlainTime().toString().slice(0, 5);
  const yesterday = local.dayOfWeek === 1 ? 7 : local.dayOfWeek - 1;
  return hours.some(({ weekday, from, to }) => {
    const pastMidnight = to <= from;
    if (weekday === local.dayOfWeek && time >= from && (pastMidnight || time < to)) return true;
    return pastMidnight && weekday === yesterday && time < to;
  });
}
