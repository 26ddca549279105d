const DAY = 86_400_000;
/** Days over which use is averaged: a week has each weekday once, and forgets a surge within as long. */
const WINDOW = 7;

export interface Use {
  /** In the unit of the item. */
  readonly dailyUse: number;
  readonly windowDays: number;
  /** Null while nothing is used: it does not run out. */
  readonly daysLeft: number | null;
}

/** How fast an item is used up, and how long what is there lasts at that rate. */
export const useOf = {
  /** Issues after this instant count. */
  since: (now: Date): Date => new Date(now.getTime() - WINDOW * DAY),
  /** A ledger younger than the window is averaged over its own age, and over a day at least: the first hour of a clinic is no rate. */
  reckon: (quantity: number, used: number, firstAt: Date, now: Date): Use => {
    const windowDays = Math.round(Math.min(WINDOW, Math.max(1, (now.getTime() - firstAt.getTime()) / DAY)) * 100) / 100;
    const dailyUse = used / windowDays;
    return { dailyUse: Math.round(dailyUse * 1e6) / 1e6, windowDays, daysLeft: dailyUse > 0 ? Math.round((quantity / dailyUse) * 100) / 100 : null };
  },
};
