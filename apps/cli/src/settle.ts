import { readFileSync } from 'node:fs';
import { readSettings } from '#config';
import { openDatabase, StartFault, type OpenDatabase, type OpenOptions } from '#db';
import { migrations } from '../../hub/src/features.js';
// The hub and this program are given one environment: what only the doors use is no fault here.
import '../../hub/src/serve.js';
import { hubVersion } from '../../hub/src/version.js';
import { say } from './say.js';

/** Reads the settings of this process; every command that uses one calls it first. */
export function settle(environment: NodeJS.ProcessEnv = process.env): void {
  readSettings(environment, (path) => readFileSync(path, 'utf8'));
}

export { say, tell } from './say.js';

/**
 * Runs `work` with the database of the settings: the outside server, the embedded one of a hub that runs, or the
 * embedded one started for as long as this takes.
 */
export async function withDatabase<T>(pending: OpenOptions['pending'], work: (database: OpenDatabase) => Promise<T>, report = say): Promise<T> {
  const database = await openDatabase({ migrations, hubVersion, embedded: 'borrow', pending, report });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** The address of the role that owns the schema; without it there is nothing to migrate, back up or restore with. */
export function ownerOf(database: OpenDatabase): string {
  if (database.address.owner === null) throw new StartFault('This needs the role that owns the schema: name it in HUB_OWNER_DATABASE_URL.');
  return database.address.owner;
}
