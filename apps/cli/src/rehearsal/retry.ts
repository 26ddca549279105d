import { setTimeout as pause } from 'node:timers/promises';
import { errorRow } from '#contracts';
import { DomainError } from '#kernel';

/** A refusal as every door tells it. */
export interface Told {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** How often one request is sent at the most; with the pauses between that is about a minute. */
export const ATTEMPTS = 12;
/** The longest pause (ms) that a client chooses by itself. */
const LONGEST = 8_000;

/** How long (ms) to wait before the same request is sent again with the same id; null: it would be refused again. */
export function pauseBefore(told: Told, attempt: number): number | null {
  if (errorRow(told.code)?.retry === 'never') return null;
  const hint = told.details?.['retryAfter'];
  return typeof hint === 'number' ? hint * 1_000 : backOff(attempt);
}

/** Doubles with each attempt and is spread by chance, so that clients do not come back together. */
export function backOff(attempt: number): number {
  return Math.min(LONGEST, 100 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

export async function wait(milliseconds: number): Promise<void> {
  await pause(milliseconds);
}

/** One domain learns of what another has just entered a moment later: until then it is refused by this code. */
export async function whenKnown<T>(refusal: string, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (fault) {
      if (!(fault instanceof DomainError) || fault.code !== refusal || tries >= 50) throw fault;
      await wait(100);
    }
  }
}

/** Does `work` for each of `items`, so many at once. Answers in the order of the items. */
export async function forEach<T, R>(items: readonly T[], atOnce: number, work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = Array.from({ length: items.length });
  const waiting = items.map((item, index) => ({ item, index })).reverse();
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) results[next.index] = await work(next.item, next.index);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
