import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onceARun } from '../support/once-a-run.js';

const ROOT = resolve(import.meta.dirname, '../..');

/** A folder far from this repository in which the package is installed, as npm would, and nothing else is at hand. */
export interface Installed {
  readonly folder: string;
  /** Where the package stands in it. */
  readonly package: string;
  remove(): void;
}

/** Takes the packed package apart into a folder of its own, as npm would, beside what it depends on. */
export async function installPackage(): Promise<Installed> {
  const tarball = await packed();
  const folder = mkdtempSync(join(tmpdir(), 'hub-sdk-'));
  const home = join(folder, 'node_modules', '@corridor-hub', 'sdk');
  mkdirSync(home, { recursive: true });
  run('tar', ['-xzf', tarball, '-C', home, '--strip-components', '1'], folder);
  for (const name of ['zod', 'socket.io-client']) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  cpSync(join(home, 'examples'), folder, { recursive: true });
  return { folder, package: home, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Built and packed once for all test files of a run. */
async function packed(): Promise<string> {
  const folder = await onceARun('sdk', async (path) => {
    run('npm', ['run', '--silent', 'sdk'], ROOT);
    run('npm', ['pack', '--pack-destination', path], join(ROOT, 'dist', 'sdk'));
  });
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
}

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}
