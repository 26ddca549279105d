import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { StartFault } from '#kernel';

const shape = z.object({ superuser: z.string(), owner: z.string(), app: z.string(), port: z.number().int().nullable() });

/** The passwords of the embedded database's three roles, and the port that it used last. */
export type Secrets = z.output<typeof shape>;

export function secretsFile(folder: string): string {
  return join(folder, 'secrets', 'database.json');
}

/** Reads the secrets, or makes new ones for a folder that has no database yet. */
export function readSecrets(folder: string): Secrets {
  const file = secretsFile(folder);
  if (!existsSync(file)) {
    if (existsSync(join(folder, 'postgres'))) throw new StartFault(`The passwords of the database (${file}) are gone: put the file back, or move ${join(folder, 'postgres')} away and restore a backup.`);
    const password = (): string => randomBytes(24).toString('hex');
    const made: Secrets = { superuser: password(), owner: password(), app: password(), port: null };
    writeSecrets(folder, made);
    return made;
  }
  try {
    return shape.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new StartFault(`The file ${file} is damaged: put it back from a copy of the data folder.`, { cause });
  }
}

/** Written beside and renamed, so that a crash leaves the old or the new file; for the hub's own eyes. */
export function writeSecrets(folder: string, secrets: Secrets): void {
  const file = secretsFile(folder);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, JSON.stringify(secrets), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
