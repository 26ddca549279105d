import { events } from '#contracts';
import type { Verdict } from './judge-answer.js';

/** A number from 0 to 1, drawn by chance; tests pass their own. */
export type Chance = () => number;

/**
 * Milliseconds until the next try of a delivery that has failed so often in this round; null when that was the last try.
 * An endpoint that asks for more time gets it, up to twice of what the schedule says.
 */
export function nextTry(failed: number, verdict: Pick<Verdict, 'slow' | 'retryAfter'>, chance: Chance): number | null {
  const published = events.retrySchedule[failed];
  if (published === undefined) return null;
  const spread = 1 + events.retryJitter * (2 * chance() - 1);
  const base = Math.max(Math.round(published * 1_000 * spread), verdict.slow ? events.slowDown * 1_000 : 0);
  return Math.min(Math.max(base, verdict.retryAfter ?? 0), 2 * base);
}
