/** Timers are a little early at times (ms). */
const EARLY = 1_000;

/** Whether the time of a job has come, by the clock of whoever works on it. */
export function isDue(instant: Date, now: Date): boolean {
  return instant.getTime() <= now.getTime() + EARLY;
}
