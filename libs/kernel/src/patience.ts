/**
 * Tries something for so many milliseconds, and no longer than until `outer` is aborted. Node loses `AbortSignal.any` over
 * `AbortSignal.timeout` when garbage is collected, and `fetch` its hold on any signal once it has answered: so the timer and the
 * listener stand here, and whoever tries is left even when they do not hear of it.
 * @throws the reason of `outer`, or that no answer came in time
 */
export async function withPatience<T>(milliseconds: number, outer: AbortSignal, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
  outer.throwIfAborted();
  const tired = new AbortController();
  const timer = setTimeout(() => tired.abort(new Error('no answer came in time')), milliseconds);
  const leave = (): void => tired.abort(outer.reason);
  outer.addEventListener('abort', leave);
  const left = new Promise<never>((_resolve, reject) => {
    tired.signal.addEventListener('abort', () => reject(tired.signal.reason as Error));
  });
  try {
    return await Promise.race([attempt(tired.signal), left]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', leave);
  }
}
