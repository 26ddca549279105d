import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { MortalHub } from './mortal-hub.js';

const WORKER = resolve(import.meta.dirname, '../../dist/program/worker.js');

/** A process that does the work of a hub which only answers requests; it is ready. */
export async function spawnWorker(hub: MortalHub, settings: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
  const child = spawn(process.execPath, [WORKER], { env: { PATH: process.env['PATH'], HUB_DATA: hub.folder, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const text of child.stdout ?? []) {
    said += String(text);
    if (!said.includes('the worker is ready')) continue;
    child.stdout?.resume();
    return child;
  }
  throw new Error(`the worker ended before it was ready: ${said}`);
}

/** Ends a process, and waits until it has ended. */
export async function end(worker: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  worker.kill(signal);
  await once(worker, 'exit');
}
