import { readdirSync, readFileSync } from 'node:fs';

const TICKS = 100;

interface Stat {
  readonly parent: number;
  /** Seconds of processor time, user and system. */
  readonly seconds: number;
  /** The same of its children that have ended. */
  readonly ended: number;
}

function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
    return { parent: fields[1] ?? 0, seconds: ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS, ended: ((fields[13] ?? 0) + (fields[14] ?? 0)) / TICKS };
  } catch {
    return null;
  }
}

/** The processor time of a process, and of its children, the living and the ended. */
function secondsOf(pid: number, withChildren: boolean): number {
  const own = statOf(pid);
  let seconds = own?.seconds ?? 0;
  if (!withChildren) return seconds;
  seconds += own?.ended ?? 0;
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? statOf(Number(entry)) : null;
    if (stat?.parent === pid) seconds += stat.seconds;
  }
  return seconds;
}

/** Seconds that the whole machine has worked. */
function machineSeconds(): number {
  const [user, nice, system, , , irq, softirq, steal] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').split(/\s+/).slice(1).map(Number);
  return [user, nice, system, irq, softirq, steal].reduce<number>((sum, ticks) => sum + (ticks ?? 0), 0) / TICKS;
}

export interface Watched {
  readonly server: number;
  readonly database?: number | undefined;
  readonly client?: number | undefined;
  /** A bare peer that works meanwhile. */
  readonly peer?: number | undefined;
}

/** Cores kept busy, by whom, over a span. */
export interface Load {
  readonly seconds: number;
  readonly server: number;
  readonly database: number;
  readonly client: number;
  /** By processes that are no part of the measurement. */
  readonly foreign: number;
}

/** Measures from now until `stop`. */
export function meter({ server, database, client, peer }: Watched): { stop(): Load } {
  const read = (): readonly number[] => [
    secondsOf(server, false), database === undefined ? 0 : secondsOf(database, true), client === undefined ? 0 : secondsOf(client, false),
    secondsOf(process.pid, false) + (peer === undefined ? 0 : secondsOf(peer, false)), machineSeconds(),
  ];
  const began = performance.now();
  const before = read();
  return {
    stop: () => {
      const after = read();
      const seconds = (performance.now() - began) / 1000;
      const [ours, base, load, runner, machine] = after.map((value, at) => Math.max(0, value - (before[at] ?? 0)) / seconds) as [number, number, number, number, number];
      return { seconds, server: ours, database: base, client: load, foreign: Math.max(0, machine - ours - base - load - runner) };
    },
  };
}

/** Whether the last wait was in vain: a machine that stays busy is not waited for again and again. */
let busy = false;

/** Waits until the rest of the machine keeps less than 0.3 core busy, for three seconds at the most; the meter records what was there anyway. */
export async function quiet(): Promise<void> {
  for (const end = performance.now() + (busy ? 300 : 3_000); performance.now() < end;) {
    const before = machineSeconds();
    const own = secondsOf(process.pid, false);
    await new Promise((resolve) => setTimeout(resolve, 200));
    busy = (machineSeconds() - before - (secondsOf(process.pid, false) - own)) / 0.2 >= 0.3;
    if (!busy) return;
  }
}
