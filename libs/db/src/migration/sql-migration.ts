import { createHash } from 'node:crypto';
import type pg from 'pg';

/** One step of the schema. Appended to its lib's list, never edited once it has been released. */
export interface Migration {
  readonly timestamp: number;
  /** `<lib> <what>`. */
  readonly name: string;
  /** The oldest hub version that may still run on a database that has this migration. */
  readonly oldestHub: string;
  readonly sql: string;
  /** SHA-256 of the SQL: tells a database whose history was edited. */
  readonly digest: string;
  /** What a package does to make a schema of its own: before the SQL, in transactions of its own, so it must bear to run again. */
  readonly before?: Preparation;
}

export type Preparation = (owner: pg.ClientBase) => Promise<unknown>;

/** Declares a migration; `sql` may hold many statements and runs in one transaction, as the owner of the schema. */
export function sqlMigration(timestamp: number, name: string, oldestHub: string, sql: string, before?: Preparation): Migration {
  if (!/^\d{13}$/.test(String(timestamp))) throw new Error(`the migration "${name}" needs a timestamp of 13 digits`);
  return { timestamp, name, oldestHub, sql, digest: createHash('sha256').update(sql).digest('hex'), ...(before === undefined ? {} : { before }) };
}

/** All libs' lists in the order in which they run; a timestamp may stand once. */
export function inOrder(migrations: readonly Migration[]): readonly Migration[] {
  const sorted = [...migrations].sort((a, b) => a.timestamp - b.timestamp);
  sorted.forEach((migration, at) => {
    if (sorted[at - 1]?.timestamp === migration.timestamp) throw new Error(`two migrations have the timestamp ${migration.timestamp}: "${sorted[at - 1]?.name}" and "${migration.name}"`);
  });
  return sorted;
}
