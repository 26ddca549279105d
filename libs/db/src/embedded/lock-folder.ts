import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFault } from '#kernel';
import { makeFolder } from './make-folder.js';
import { processBirth } from './process-birth.js';

/** The process that works on a data folder. */
interface Holder { readonly pid: number; readonly birth: string | null }

const lockFile = (folder: string): string => join(folder, 'hub.pid');

/** The id of the living process that holds the folder, or null. A file that a killed hub left behind counts for nothing. */
export function folderHolder(folder: string): number | null {
  return fileHolder(lockFile(folder));
}

/**
 * Takes the folder for this process: one hub works on one folder.
 * @returns lets the folder go
 */
export function lockFolder(folder: string): () => void {
  makeFolder(folder);
  return holdFile(lockFile(folder), (other) => `Another hub (process ${other ?? 'unknown'}) works on the folder ${folder}: stop it, or give this one a folder of its own in HUB_DATA.`);
}

/**
 * Takes what a file stands for, for this process alone; its folder is there.
 * @param refusal what is said where the process of that id holds it
 * @returns lets it go
 * @throws StartFault
 */
export function holdFile(file: string, refusal: (other: number | null) => string): () => void {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, birth: processBirth(process.pid) } satisfies Holder), { mode: 0o644 });
  try {
    // A link is made whole or not at all; of two that find it free, one wins.
    for (let tries = 0; !link(own, file); tries++) {
      const other = fileHolder(file);
      if (other !== null || tries === 3) throw new StartFault(refusal(other));
      takeAway(file, own);
    }
  } finally {
    rmSync(own, { force: true });
  }
  return () => {
    if (read(file)?.pid === process.pid) rmSync(file, { force: true });
  };
}

function fileHolder(file: string): number | null {
  const holder = read(file);
  return holder !== null && holder.birth !== null && processBirth(holder.pid) === holder.birth ? holder.pid : null;
}

/** Moves a stale file aside. Should another hub have replaced it meanwhile, its file is put back. */
function takeAway(file: string, own: string): void {
  const aside = `${own}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (moved?.birth != null && processBirth(moved.pid) === moved.birth) link(aside, file);
  rmSync(aside, { force: true });
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fault;
  }
}

function read(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}
