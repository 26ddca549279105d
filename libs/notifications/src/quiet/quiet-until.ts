import { Temporal } from 'temporal-polyfill';

/** Hours in which somebody is left alone. */
export interface QuietSpan {
  /** On which days it begins: 1 is Monday, 7 Sunday. */
  readonly days: readonly number[];
  /** Wall times `HH:MM` in the person's zone. One that ends when it begins, or before, ends on the next day. */
  readonly from: string;
  readonly to: string;
}

/** Spans that follow upon each other without a break, at the most; a week holds no more. */
const MOST_IN_A_ROW = 32;

/**
 * When the quiet in which `now` falls is over; null when it is not quiet. A wall time that the zone skips counts as the one
 * after the gap; where the zone has one twice, quiet begins at the first and ends at the second.
 */
export function quietUntil(spans: readonly QuietSpan[], zone: string, now: Date): Date | null {
  if (spans.length === 0) return null;
  let until: Temporal.Instant | null = null;
  for (let step = 0; step < MOST_IN_A_ROW; step += 1) {
    const end = endOfQuiet(spans, zone, until ?? Temporal.Instant.fromEpochMilliseconds(now.getTime()));
    if (end === null) break;
    until = end;
  }
  return until === null ? null : new Date(until.epochMilliseconds);
}

/** The latest end of the spans that this instant falls in. A span that holds it began today or yesterday. */
function endOfQuiet(spans: readonly QuietSpan[], zone: string, at: Temporal.Instant): Temporal.Instant | null {
  const today = at.toZonedDateTimeISO(zone).toPlainDate();
  const ends = [today, today.subtract({ days: 1 })].flatMap((day) => spans.filter(({ days }) => days.includes(day.dayOfWeek)).flatMap((span) => {
    const [start, end] = boundsOf(span, zone, day);
    return Temporal.Instant.compare(start, at) <= 0 && Temporal.Instant.compare(at, end) < 0 ? [end] : [];
  }));
  return ends.reduce<Temporal.Instant | null>((latest, end) => (latest === null || Temporal.Instant.compare(end, latest) > 0 ? end : latest), null);
}

function boundsOf({ from, to }: QuietSpan, zone: string, day: Temporal.PlainDate): readonly [Temporal.Instant, Temporal.Instant] {
  const ends = to <= from ? day.add({ days: 1 }) : day;
  return [
    day.toPlainDateTime(from).toZonedDateTime(zone, { disambiguation: 'compatible' }).toInstant(),
    ends.toPlainDateTime(to).toZonedDateTime(zone, { disambiguation: 'later' }).toInstant(),
  ];
}
