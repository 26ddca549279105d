import { setTimeout as wait } from 'node:timers/promises';

export interface Pace {
  readonly rate: number;
  readonly seconds: number;
}

/** Microseconds of the system's monotonic clock, which the load client reads too. */
export function microseconds(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Sixteen digits, as events carry them. */
export function stamp(at: number): string {
  return String(Math.round(at)).padStart(16, '0');
}

/**
 * Calls `send` at a fixed rate, whatever becomes of the sendings before. Each is given the moment at which it was due,
 * so that a server that comes late to it counts as slow.
 * @returns how many were sent; fewer than due when `send` answered false, which ends the loop
 */
export async function openLoop({ rate, seconds }: Pace, send: (due: string) => boolean): Promise<number> {
  const began = microseconds();
  const total = Math.round(rate * seconds);
  let sent = 0;
  while (sent < total) {
    const due = Math.min(total, Math.floor(((microseconds() - began) * rate) / 1e6) + 1);
    for (; sent < due; sent += 1) if (!send(stamp(began + (sent * 1e6) / rate))) return sent;
    await wait(1);
  }
  return sent;
}
