import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Account } from './choose-account.js';

/** Above this the log of the database is moved to `.1` at the next start. */
const LOG_BOUND = 16 * 1024 * 1024;

/**
 * Starts a program of PostgreSQL in a process group of its own, so that Ctrl-C at the terminal reaches the hub alone.
 * What it says goes to a file, not through a pipe: it outlives a killed hub. It sees none of the hub's environment.
 */
export function runProgram(program: string, args: readonly string[], account: Account, logFile: string): ChildProcess {
  makeExecutable(program);
  const [command = program, ...rest] = [...account.prefix, program, ...args];
  const log = openSync(logFile, 'a');
  try {
    const ids = account.prefix.length === 0 ? account.ids : null;
    return spawn(command, rest, { cwd: '/', detached: true, stdio: ['ignore', log, log], env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env['PATH'] }, ...ids });
  } finally {
    closeSync(log);
  }
}

function makeExecutable(program: string): void {
  const { mode } = statSync(program);
  if ((mode & 0o555) !== 0o555) chmodSync(program, mode | 0o555);
}

/** Makes the log's folder, and bounds the log. @returns its length now: what is said from here on belongs to this start */
export function openLog(logFile: string): number {
  mkdirSync(dirname(logFile), { recursive: true });
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LOG_BOUND) return size;
  renameSync(logFile, `${logFile}.1`);
  return 0;
}

export function logSince(logFile: string, offset: number): string {
  return readFileSync(logFile).subarray(offset).toString('utf8');
}
