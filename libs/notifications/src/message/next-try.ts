import { notifications } from '#contracts';

/** A number from 0 to 1, drawn by chance; tests pass their own. */
export type Chance = () => number;

/** How far a wait may lie from the stated one, as a part of it: what failed together does not come back together. */
const JITTER = 0.2;
/** The other end may put the next try off for so long (ms). */
const LONGEST = 86_400_000;

/** Milliseconds until the next try of a message that was tried so often; null when that was the last one. */
export function nextTry(tried: number, retryAfter: number | null, chance: Chance): number | null {
  const stated = notifications.messageSchedule[tried];
  if (stated === undefined) return null;
  const spread = 1 + JITTER * (2 * chance() - 1);
  return Math.max(Math.round(stated * 1_000 * spread), Math.min(retryAfter ?? 0, LONGEST));
}
