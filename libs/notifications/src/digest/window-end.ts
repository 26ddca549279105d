import { Temporal } from 'temporal-polyfill';

/** How often somebody wants to be told of a category: as each notice has it, at once, at each full hour, or once a day at a wall time. */
export type Rhythm = { readonly every: 'at_once' } | { readonly every: 'hour' } | { readonly every: 'day'; readonly at: string };

/**
 * When what is gathered from `now` on goes out; null: at once. Hours and days are those of the person's zone. A wall time that
 * the zone skips on that day counts as the one after the gap; one that it has twice counts the first time.
 */
export function windowEnd(rhythm: Rhythm, zone: string, now: Date): Date | null {
  if (rhythm.every === 'at_once') return null;
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  if (rhythm.every === 'hour') return new Date(local.round({ smallestUnit: 'hour', roundingMode: 'floor' }).add({ hours: 1 }).epochMilliseconds);
  const [today, tomorrow] = [0, 1].map((days) => local.toPlainDate().add({ days }).toPlainDateTime(rhythm.at).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds);
  return new Date((today ?? 0) > now.getTime() ? (today ?? 0) : (tomorrow ?? 0));
}
