import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFault } from '#kernel';
import type { Account } from './choose-account.js';
import { explainFault } from './explain-fault.js';
import type { Binaries } from './find-binaries.js';
import { logSince, openLog, runProgram } from './run-program.js';

/** A new cluster takes 40 MB; its first write-ahead log files and a first day want the rest. */
export const ROOM_TO_BEGIN = 256 * 1024 * 1024;

export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/**
 * Makes a new cluster in `target`: checksums, UTF-8, bytewise collation that no system update can change,
 * scram-sha-256 for every line. Made beside and renamed, so that a cut leaves no half cluster behind.
 */
export async function initCluster(target: string, password: string, logFile: string, by: { binaries: Binaries; account: Account }): Promise<void> {
  const parent = join(target, '..');
  if (freeBytes(parent) < ROOM_TO_BEGIN) throw new StartFault(`The disk that holds ${parent} has less than ${ROOM_TO_BEGIN / 1024 / 1024} MB free: free some space there, then start again.`);
  const making = `${target}.new`;
  const passwordFile = `${target}.password`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (by.account.ids !== null) [making, passwordFile].forEach((path) => chownSync(path, by.account.ids?.uid ?? 0, by.account.ids?.gid ?? 0));
  const offset = openLog(logFile);
  try {
    const child = runProgram(by.binaries.initdb, [
      `--pgdata=${making}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8',
      '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums', '--no-instructions',
    ], by.account, logFile);
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw explainFault(logSince(logFile, offset), parent, logFile);
    renameSync(making, target);
  } finally {
    rmSync(passwordFile, { force: true });
    if (!existsSync(target)) rmSync(making, { recursive: true, force: true });
  }
}
