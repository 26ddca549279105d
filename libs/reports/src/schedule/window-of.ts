import { Temporal } from 'temporal-polyfill';

/** A span of time; its end is not in it. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** The window that ends at a nominal time: as long as the duration says by the clock on the wall of the zone. Null: no window. */
export function windowOf(window: string | null, nominalAt: Date, zone: string): Span | null {
  if (window === null) return null;
  const end = Temporal.Instant.fromEpochMilliseconds(nominalAt.getTime()).toZonedDateTimeISO(zone);
  return { from: new Date(end.subtract(Temporal.Duration.from(window)).epochMilliseconds), to: nominalAt };
}
