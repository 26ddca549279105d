import type pg from 'pg';
import { connect } from '../address/connect.js';
import { StartFault } from '#kernel';
import { inOrder, type Migration } from './sql-migration.js';

/** Any number of hubs may start at once: one migrates, the others wait for it. */
const LOCK = 4_847_554;

/** The list of what has run. Made before the first migration, so its policy does without the helper functions. */
const TABLE = /* sql */ `
  CREATE TABLE IF NOT EXISTS hub_migration (
    "timestamp" bigint PRIMARY KEY, name text NOT NULL, oldest_hub text NOT NULL, digest text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now());
  ALTER TABLE hub_migration ENABLE ROW LEVEL SECURITY;
  ALTER TABLE hub_migration FORCE ROW LEVEL SECURITY;
  DROP POLICY IF EXISTS acting ON hub_migration;
  CREATE POLICY acting ON hub_migration USING (coalesce(current_setting('hub.actor', true), '') LIKE 'system:%');
  GRANT SELECT ON hub_migration TO hub_app;`;

interface Applied {
  readonly timestamp: number;
  readonly name: string;
  readonly oldest_hub: string;
  readonly digest: string;
}

/** What of the list still has to run on the database behind `client`. Refuses a database that is not of this history. */
export async function pendingMigrations(client: pg.ClientBase, migrations: readonly Migration[], hubVersion: string): Promise<readonly Migration[]> {
  await client.query(`SELECT set_config('hub.actor', 'system:migrate', false)`);
  const { rows: [table] } = await client.query<{ there: boolean }>(`SELECT to_regclass('hub_migration') IS NOT NULL AS there`);
  if (!table?.there) return inOrder(migrations);
  const { rows } = await client.query<Applied>(`SELECT "timestamp"::float8 AS "timestamp", name, oldest_hub, digest FROM hub_migration ORDER BY 1`);
  return compare(inOrder(migrations), rows, hubVersion);
}

function compare(known: readonly Migration[], applied: readonly Applied[], hubVersion: string): readonly Migration[] {
  const byTime = new Map(known.map((migration) => [migration.timestamp, migration]));
  for (const row of applied) {
    const migration = byTime.get(row.timestamp);
    // A newer hub has migrated this database. Its migration says which hubs may still run on it.
    if (migration === undefined && isOlder(hubVersion, row.oldest_hub)) {
      throw new StartFault(`This database was migrated by a newer hub ("${row.name}" needs hub ${row.oldest_hub}, this is ${hubVersion}): start the newer hub, or restore a backup from before.`);
    }
    if (migration !== undefined && migration.digest !== row.digest) {
      throw new StartFault(`The migration "${row.name}" was edited after it had run on this database: take the hub's unchanged source, or a fresh database.`);
    }
  }
  const done = new Set(applied.map((row) => row.timestamp));
  return known.filter((migration) => !done.has(migration.timestamp));
}

/** Whether version `a` comes before version `b` (`0.9.2` before `0.10.0`). */
function isOlder(a: string, b: string): boolean {
  const [x, y] = [a, b].map((version) => version.split('.').map(Number));
  const at = [0, 1, 2].find((i) => (x?.[i] ?? 0) !== (y?.[i] ?? 0));
  return at !== undefined && (x?.[at] ?? 0) < (y?.[at] ?? 0);
}

/**
 * Runs what is pending, as the owner, each migration in a transaction of its own, under one advisory lock.
 * @returns the migrations that ran
 */
export async function runMigrations(ownerUrl: string, migrations: readonly Migration[], hubVersion: string, onStep: (migration: Migration) => void = () => undefined): Promise<readonly Migration[]> {
  const client = await connect(ownerUrl, 'hub migrate');
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const pending = await pendingMigrations(client, migrations, hubVersion);
    if (pending.length > 0) await client.query(TABLE);
    for (const migration of pending) {
      onStep(migration);
      await runOne(client, migration);
    }
    return pending;
  } finally {
    await client.end();
  }
}

async function runOne(client: pg.ClientBase, migration: Migration): Promise<void> {
  try {
    await migration.before?.(client);
    await client.query('BEGIN');
    await client.query(migration.sql);
    await client.query('INSERT INTO hub_migration ("timestamp", name, oldest_hub, digest) VALUES ($1, $2, $3, $4)', [migration.timestamp, migration.name, migration.oldestHub, migration.digest]);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new Error(`the migration "${migration.name}" failed: ${(cause as Error).message}`, { cause });
  }
}
