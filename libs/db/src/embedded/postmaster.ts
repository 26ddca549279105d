import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StartFault } from '#kernel';
import { commandLine, processBirth } from './process-birth.js';

/** What a PostgreSQL server says of itself in `postmaster.pid`. */
export interface Postmaster { readonly pid: number; readonly port: number; readonly ready: boolean }

/** How long a fast stop may take before the server is stopped at once (and recovers at its next start). */
const PATIENCE = 30_000;

export function readPostmaster(cluster: string): Postmaster | null {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.startsWith('ready') ?? false };
  } catch {
    return null;
  }
}

/** The server that works on this cluster now, whoever started it. */
export function runningPostmaster(cluster: string): Postmaster | null {
  const found = readPostmaster(cluster);
  if (found === null || processBirth(found.pid) === null) return null;
  return commandLine(found.pid).includes('postgres') ? found : null;
}

/** Stops the server that a killed hub left running. A file whose process is gone, or is by now another's, is cleared away. */
export async function stopLeftover(cluster: string): Promise<void> {
  const left = runningPostmaster(cluster);
  if (left !== null) return stopPostmaster(left.pid);
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

/** Fast: lines are cut, what is committed is written out. */
export async function stopPostmaster(pid: number): Promise<void> {
  const birth = processBirth(pid);
  const isGone = (): boolean => processBirth(pid) !== birth || birth === null;
  signal(pid, 'SIGINT');
  if (await becomes(isGone, PATIENCE)) return;
  signal(pid, 'SIGQUIT');
  if (await becomes(isGone, PATIENCE)) return;
  throw new StartFault(`The database server (process ${pid}) does not stop: end that process, then start again.`);
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault;
  }
}

/** Looks every 20 ms: a process that is not our child tells nobody of its end. */
async function becomes(is: () => boolean, milliseconds: number): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end; ) {
    if (is()) return true;
    await wait(20);
  }
  return is();
}
