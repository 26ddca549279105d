import type { z } from 'zod';
import type { corridor } from '#contracts';

export type Verdict = z.output<typeof corridor.horizonVerdict>;
const DAY = 86_400_000;
/** Nothing is foreseen further than this (days): rates of a week do not hold for years. */
const FAR = 3_650;

/** When so much is used up at so much a day; null where nothing is used. */
export function outAt(quantity: number, daily: number, now: Date): Date | null {
  return daily <= 0 ? null : new Date(now.getTime() + Math.min(FAR, quantity / daily) * DAY);
}

/** @param worst when it is used up at the rate of the busiest day */
export function judgeHorizon(worst: Date | null, supply: { readonly earliest: Date; readonly latest: Date } | null): Verdict {
  if (worst === null) return 'not_used';
  if (supply === null) return 'no_supply';
  if (worst < supply.earliest) return 'before_earliest';
  return worst < supply.latest ? 'before_latest' : 'lasts';
}
