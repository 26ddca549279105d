import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onceARun } from './once-a-run.js';

const ROOT = resolve(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'dist/program/hub.js');

/** A hub, or another command of its program, in a process of its own: for what a kill, a signal or an exit code shows. */
export interface SpawnedHub {
  readonly process: ChildProcess;
  /** Where it listens; known once it is ready. */
  readonly url: string;
  /** All that it has said so far. */
  output(): string;
  /** Waits until it has said something of this form. */
  said(sign: RegExp): Promise<RegExpExecArray>;
  /** Its exit code, once it has ended; null after a kill. */
  readonly exit: Promise<number | null>;
}

/** A folder for one hub's data; the database in it is stopped and the folder removed by `tidy`. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hub-spawned-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** The same, with a database that is made and migrated: a copy of one that the first who asks in this test run makes. */
export async function madeFolder(): Promise<string> {
  const made = await onceARun('data', async (path) => {
    const { code, output } = await run(['migrate'], { HUB_DATA: path });
    if (code !== 0) throw new Error(output);
  });
  const folder = dataFolder();
  const { status, stderr } = spawnSync('cp', ['-a', `${made}/.`, folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return folder;
}

/** Ends the database that a killed hub left in its folder, and removes the folder. */
export async function tidy(folder: string): Promise<void> {
  const pid = databasePid(folder);
  if (pid !== null && kill(pid, 'SIGQUIT')) while (kill(pid, 0)) await wait(20);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** The process id of the database server of a folder; null when none has been started or it has stopped. */
export function databasePid(folder: string): number | null {
  const file = join(folder, 'postgres', 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
}

function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** Runs a command of the program. The environment is these settings and nothing of the test run's. */
export function runProgram(args: readonly string[], settings: Readonly<Record<string, string>>, under: readonly string[] = []): SpawnedHub {
  if (!existsSync(PROGRAM)) throw new Error('these tests run the built hub: npm run build makes it, and npm test builds first');
  const [command = '', ...rest] = [...under, process.execPath, PROGRAM, ...args];
  const child = spawn(command, rest, { cwd: ROOT, env: { PATH: process.env['PATH'], ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      child.emit('said');
    });
  }
  const said = async (sign: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = sign.exec(output);
      if (match !== null) return match;
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the program ended without saying ${sign}: ${output}`);
      await Promise.race([once(child, 'said'), exit]);
    }
  };
  return { process: child, url: '', output: () => output, said, exit };
}

/** Starts a hub and waits until it is ready. */
export async function spawnHub(settings: Readonly<Record<string, string>>): Promise<SpawnedHub> {
  const hub = runProgram(['serve'], { HUB_PORT: '0', ...settings });
  const [, url = ''] = await hub.said(/the hub is ready on (http:\/\/[^"\s]+)/);
  return { ...hub, url };
}

/** Runs a command to its end. */
export async function run(args: readonly string[], settings: Readonly<Record<string, string>>): Promise<{ code: number | null; output: string }> {
  const program = runProgram(args, settings);
  const code = await program.exit;
  return { code, output: program.output() };
}
