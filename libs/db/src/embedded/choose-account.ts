import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartFault } from '#kernel';

/** How a program of PostgreSQL is started: as whom, and by what. */
export interface Account {
  /** Set where the hub runs as root, which PostgreSQL refuses to do. */
  readonly ids: { readonly uid: number; readonly gid: number } | null;
  /** Words before the program; they change the user where spawn's own uid and gid would not do. */
  readonly prefix: readonly string[];
}

/**
 * Of all powers of root, the one to read past folder modes, and no way to any other. The securebit makes access(2) count
 * it as well, by which PostgreSQL looks for its programs.
 */
const READ_ONLY = ['--securebits=+no_setuid_fixup', ...['--inh-caps', '--bounding-set'].map((set) => `${set}=-all,+dac_read_search`), '--ambient-caps=+dac_read_search'];

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv', '/sbin/setpriv'];

/**
 * A plain user runs the database as themselves. For root it runs as `postgres`, or else as `nobody`. Where that user
 * may not walk to the given paths (a folder of root's alone), it gets the one capability to read past folder modes.
 */
export function chooseAccount(paths: readonly string[]): Account {
  if (process.getuid?.() !== 0) return { ids: null, prefix: [] };
  const user = findUser('postgres') ?? findUser('nobody');
  if (user === undefined) throw new StartFault('PostgreSQL does not run as root, and this system has neither a user postgres nor nobody: start the hub as a plain user.');
  const barred = paths.find((path) => !reaches(user, path));
  if (barred === undefined) return { ids: user, prefix: [] };
  const setpriv = SETPRIV.find(isExecutable);
  if (setpriv === undefined) throw new StartFault(`The database runs as the user ${user.name}, who may not enter the folders above ${barred}: open them (chmod o+x), or start the hub as a plain user.`);
  return { ids: user, prefix: [setpriv, `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', ...READ_ONLY, '--'] };
}

interface User { readonly name: string; readonly uid: number; readonly gid: number }

function findUser(name: string): User | undefined {
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((row) => row.startsWith(`${name}:`))?.split(':');
  return line === undefined ? undefined : { name, uid: Number(line[2]), gid: Number(line[3]) };
}

/** Whether the user may walk through every folder above `path`. */
function reaches(user: User, path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
