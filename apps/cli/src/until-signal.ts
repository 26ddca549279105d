/** For commands that run until they are told to stop: aborted by Ctrl-C, by SIGTERM, or by `end`. */
export function untilSignal(): { signal: AbortSignal; end: () => void } {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, end);
  return { signal: stop.signal, end };
}
