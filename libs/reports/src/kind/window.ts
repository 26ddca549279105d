import type { Gathering } from '../document/report-kind.js';

type Spanned = Pick<Gathering, 'window'>;

/** Whether something happened in the window, whose end is no part of it; without a window everything did. */
export function happened({ window }: Spanned): (instant: string) => boolean {
  return (instant) => window === null || (Date.parse(instant) >= window.from.getTime() && Date.parse(instant) < window.to.getTime());
}

/** The instant as of which something is told: the end of the window, or of the events where there is none. */
export function endOf({ window }: Spanned, last: string | null): Date {
  return window?.to ?? new Date(last ?? 0);
}
