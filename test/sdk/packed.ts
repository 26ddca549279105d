import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** A folder far from this repository in which the package is installed, as npm would, and nothing else is at hand. */
export interface Installed {
  readonly folder: string;
  /** Where the package stands in it. */
  readonly package: string;
  remove(): void;
}

/** Builds the package, packs it, and takes the tarball apart into a folder of its own, beside what it depends on. */
export function installPackage(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'hub-sdk-'));
  const run = (command: string, args: readonly string[], cwd: string): string => execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  run('npm', ['run', '--silent', 'sdk'], ROOT);
  run('npm', ['pack', '--pack-destination', folder], join(ROOT, 'dist', 'sdk'));
  const [tarball = ''] = readdirSync(folder);
  const home = join(folder, 'node_modules', '@corridor-hub', 'sdk');
  mkdirSync(home, { recursive: true });
  run('tar', ['-xzf', join(folder, tarball), '-C', home, '--strip-components', '1'], folder);
  for (const name of ['zod', 'socket.io-client']) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  cpSync(join(home, 'examples'), folder, { recursive: true });
  return { folder, package: home, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
