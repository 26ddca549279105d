import type { corridor } from '#contracts';

/** Intervals after which a unit is no longer live, and after which it is silent. */
export const LIVE_FOR = 2;
export const SILENT_AFTER = 6;

/** How a unit is heard of whose newest fix is so old (seconds; null: it never reported) and that is expected every so many seconds. A fix from ahead of the hub's clock is of age 0. */
export function judgeHearing(age: number | null, every: number): corridor.Hearing {
  if (age === null) return 'unknown';
  if (age <= LIVE_FOR * every) return 'live';
  return age <= SILENT_AFTER * every ? 'ageing' : 'silent';
}
