import { Temporal } from 'temporal-polyfill';

/** The hour of the next local day by which the report of a day is due. */
export const DUE_AT = '12:00';

/** The calendar day of an instant on the wall calendar of a zone. */
export function localDayOf(at: Date, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** When the report of a local day is due: at 12:00 of the next one, whatever clocks do in between. */
export function dueAtOf(day: string, zone: string): Date {
  const noon = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime({ timeZone: zone, plainTime: DUE_AT });
  return new Date(noon.epochMilliseconds);
}

/** How long a local day lasts, in hours: from its midnight (or its first moment, where clocks skip midnight) to that of the next. */
export function hoursOf(day: string, zone: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone }).hoursInDay;
}
