import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import { connectOrExplain, placeOf } from '../address/check-server.js';
import { runMigrations } from '../migration/run-migrations.js';
import type { Migration } from '../migration/sql-migration.js';
import { StartFault } from '#kernel';
import { readBackup } from './read-backup.js';
import { readPartitions, readTables, type Table } from './read-schema.js';
import type { Manifest, Trailer } from './write-backup.js';

export interface RestoreOptions {
  readonly migrations: readonly Migration[];
  readonly hubVersion: string;
  /** SQL that runs in the restoring transaction after the rows are in: `SELECT log_restored()` gives new epochs. */
  readonly afterwards: string;
  readonly report: (line: string) => void;
}

/**
 * Brings an empty database to where the backup was made: the same migrations, then all rows in one transaction, then
 * the migrations that are newer. A restore that fails leaves the database empty again.
 * @returns rows by table
 */
export async function restoreBackup(ownerUrl: string, file: string, options: RestoreOptions): Promise<Trailer['rows']> {
  const client = await connectOrExplain(ownerUrl, 'HUB_OWNER_DATABASE_URL', 'hub restore');
  try {
    await insistOnEmpty(client, ownerUrl);
    try {
      const rows = await load(client, ownerUrl, file, options);
      await runMigrations(ownerUrl, options.migrations, options.hubVersion);
      return rows;
    } catch (fault) {
      await client.query('ROLLBACK');
      await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
      throw fault;
    }
  } finally {
    await client.end();
  }
}

async function insistOnEmpty(client: pg.Client, ownerUrl: string): Promise<void> {
  const { rows: [found] } = await client.query<{ tables: number }>(`SELECT count(*)::int AS tables FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`);
  if (found?.tables !== 0) throw new StartFault(`The database ${placeOf(ownerUrl)} is not empty, and a restore never mixes two histories: name an empty database, or a new folder in HUB_DATA.`);
}

async function load(client: pg.Client, ownerUrl: string, file: string, options: RestoreOptions): Promise<Trailer['rows']> {
  let loading: Loading | undefined;
  try {
    for await (const part of readBackup(file)) {
      if ('manifest' in part) {
        await migrateTo(part.manifest, ownerUrl, options);
        loading = await Loading.begin(client, part.manifest);
      } else if ('table' in part) {
        await loading?.table(part.table);
      } else if ('rows' in part) {
        await loading?.rows(part.rows);
      } else {
        await loading?.end(part.trailer, options);
        return part.trailer.rows;
      }
    }
    throw new Error('the backup ended without its end');
  } catch (fault) {
    await loading?.abort();
    throw fault;
  }
}

/** The migrations that the backup's database had, in a hub that knows all of them. */
async function migrateTo(manifest: Manifest, ownerUrl: string, options: RestoreOptions): Promise<void> {
  const known = new Set(options.migrations.map(({ timestamp }) => timestamp));
  if (manifest.migrations.some((timestamp) => !known.has(timestamp))) throw new StartFault(`This backup was made by a newer hub (${manifest.hubVersion}, this is ${options.hubVersion}): restore it with that one.`);
  const had = new Set(manifest.migrations);
  await runMigrations(ownerUrl, options.migrations.filter(({ timestamp }) => had.has(timestamp)), options.hubVersion);
}

interface ForeignKey { readonly name: string; readonly table: string; readonly definition: string }

/** One restoring transaction. Foreign keys and triggers are out of the way while rows come in, and checked at its end. */
class Loading {
  private current: { readonly name: string; readonly copy: CopyStreamQuery; readonly done: Promise<void> } | null = null;
  private readonly loaded: Record<string, number> = {};

  private constructor(private readonly client: pg.Client, private readonly manifest: Manifest, private readonly tables: readonly Table[], private readonly keys: readonly ForeignKey[]) {}

  static async begin(client: pg.Client, manifest: Manifest): Promise<Loading> {
    await client.query(`BEGIN; SELECT set_config('hub.actor', 'system:restore', true)`);
    const tables = await readTables(client);
    const { rows: keys } = await client.query<ForeignKey>(/* sql */ `
      SELECT quote_ident(conname) AS name, conrelid::regclass::text AS table, pg_get_constraintdef(oid) AS definition
      FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND connamespace = 'public'::regnamespace`);
    for (const key of keys) await client.query(`ALTER TABLE ${key.table} DROP CONSTRAINT ${key.name}`);
    for (const { name } of tables) {
      const table = pg.escapeIdentifier(name);
      await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER; ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY; TRUNCATE ${table}`);
    }
    await addPartitions(client, manifest);
    return new Loading(client, manifest, tables, keys);
  }

  async table(table: Table): Promise<void> {
    await this.finishTable();
    const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
    const copy = this.client.query(copyFrom(`COPY ${pg.escapeIdentifier(table.name)} (${columns}) FROM STDIN`));
    const done = finished(copy);
    done.catch(() => undefined);
    this.current = { name: table.name, copy, done };
  }

  async rows(rows: Buffer): Promise<void> {
    if (this.current === null) throw new Error('rows came before their table');
    if (!this.current.copy.write(rows)) await Promise.race([once(this.current.copy, 'drain'), this.current.done]);
  }

  /** Ends a COPY that is under way: until then the server takes no other statement on this line. */
  async abort(): Promise<void> {
    this.current?.copy.destroy(new Error('the restore is given up'));
    await this.current?.done.catch(() => undefined);
  }

  async end(trailer: Trailer, options: RestoreOptions): Promise<void> {
    await this.finishTable();
    for (const [name, rows] of Object.entries(trailer.rows)) {
      if (this.loaded[name] !== rows) throw new Error(`the table ${name} took ${this.loaded[name] ?? 0} of ${rows} rows`);
      options.report(`${name}: ${rows} rows`);
    }
    await this.client.query('SET CONSTRAINTS ALL IMMEDIATE');
    for (const { name } of this.tables) {
      const table = pg.escapeIdentifier(name);
      await this.client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    }
    for (const key of this.keys) await this.client.query(`ALTER TABLE ${key.table} ADD CONSTRAINT ${key.name} ${key.definition}`);
    for (const [sequence, value] of Object.entries(this.manifest.sequences)) await this.client.query('SELECT setval($1::regclass, $2::bigint)', [pg.escapeIdentifier(sequence), value]);
    await this.client.query(options.afterwards);
    await this.client.query('COMMIT');
  }

  private async finishTable(): Promise<void> {
    if (this.current === null) return;
    this.current.copy.end();
    await this.current.done;
    this.loaded[this.current.name] = this.current.copy.rowCount;
    this.current = null;
  }
}

/** Partitions that time has added since the migrations. They are reached through their parents alone. */
async function addPartitions(client: pg.Client, manifest: Manifest): Promise<void> {
  const there = new Set((await readPartitions(client)).map(({ name }) => name));
  for (const { name, parent, bound } of manifest.partitions) {
    if (there.has(name)) continue;
    const table = pg.escapeIdentifier(name);
    await client.query(`CREATE TABLE ${table} PARTITION OF ${pg.escapeIdentifier(parent)} ${bound}`);
    await client.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`);
  }
}
