import type { MissedRuns } from '../schedule/schedule.entity.js';

/** Milliseconds after its time for which a run counts as made at its time. */
export const ON_TIME = 10 * 60_000;
const HOUR = 3_600_000;

/**
 * Which of the nominal times that have come are made, and which are skipped: those that nobody could make at their time are left out (`skip`),
 * collapse into the latest that has come (`once`), or are each made unless older than so many hours (`all`).
 */
export function chooseMissed(times: readonly Date[], now: Date, missed: MissedRuns): { readonly made: readonly Date[]; readonly skipped: readonly Date[] } {
  const age = (at: Date): number => now.getTime() - at.getTime();
  const latest = times.at(-1);
  const isMade = (at: Date): boolean => {
    if (missed.policy === 'once') return at === latest;
    return age(at) <= (missed.policy === 'all' ? Math.max(missed.withinHours * HOUR, ON_TIME) : ON_TIME);
  };
  return { made: times.filter(isMade), skipped: times.filter((at) => !isMade(at)) };
}
