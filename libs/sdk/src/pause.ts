import type { HubError } from './error.js';

/** The longest pause (ms) that a client chooses by itself. */
const LONGEST = 8_000;

/** How long (ms) to wait before the same request is sent again; null: it would be refused again. The hub's own hint wins. */
export function pauseBefore(error: HubError, attempt: number): number | null {
  if (error.retry === 'never') return null;
  const hint = error.details?.['retryAfter'];
  return typeof hint === 'number' && hint >= 0 ? hint * 1_000 : backOff(attempt);
}

/** Doubles with each attempt and is spread by chance, so that clients do not come back together. */
export function backOff(attempt: number): number {
  return Math.min(LONGEST, 100 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

/** Waits, or throws the signal's reason as soon as it is aborted. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
