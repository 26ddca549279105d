import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartFault } from '#kernel';

/**
 * Makes a folder with those above it, one by one: where none can be made, as below a file or in /proc, Node's own way fails without
 * a word of which, or tries for ever.
 * @throws StartFault
 */
export function makeFolder(folder: string): void {
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  if (isFolder(folder)) return;
  try {
    mkdirSync(folder);
  } catch (cause) {
    // Another process may have been quicker.
    if (isFolder(folder)) return;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EROFS' || code === 'ENOSPC') throw cause;
    throw new StartFault(`No folder can be made at ${folder} (${code ?? message}): name another in HUB_DATA.`, { cause });
  }
}

/** @throws StartFault for what is there and is no folder */
function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) throw new StartFault(`${path} is no folder: name another in HUB_DATA.`);
  return found !== undefined;
}
