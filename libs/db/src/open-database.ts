import { z } from 'zod';
import { dataFolder, setting } from '#config';
import { checkServer, connectOrExplain } from './address/check-server.js';
import type { DatabaseAddress } from './address/connect.js';
import { addressOf, Cluster } from './embedded/cluster.js';
import { readSecrets } from './embedded/keep-secrets.js';
import { folderHolder } from './embedded/lock-folder.js';
import { runningPostmaster } from './embedded/postmaster.js';
import { pendingMigrations, runMigrations } from './migration/run-migrations.js';
import type { Migration } from './migration/sql-migration.js';
import { StartFault } from '#kernel';

const url = z.url({ protocol: /^postgres(ql)?$/, error: 'it has the form postgres://role:password@host:5432/database' }).optional();
const appUrl = setting('DATABASE_URL', url, 'an outside PostgreSQL server (16 or newer) in place of the embedded one, as a role that is only a member of hub_app', { secret: true });
const ownerUrl = setting('HUB_OWNER_DATABASE_URL', url, 'the same database as the role that owns the schema; needed to migrate, back up and restore', { secret: true });
const connections = setting('HUB_DATABASE_CONNECTIONS', z.coerce.number().int().min(20).max(2_000).default(100), 'connections that the embedded database takes in all');

export interface OpenOptions {
  readonly migrations: readonly Migration[];
  readonly hubVersion: string;
  /**
   * `own`: this process starts the embedded database, or is refused where another works on the folder.
   * `borrow`: it uses the one that a running hub has started, and starts one only where none runs.
   */
  readonly embedded: 'own' | 'borrow';
  /** Whether pending migrations are run (`run`), are a fault (`refuse`), or are left to the caller (`leave`). */
  readonly pending: 'run' | 'refuse' | 'leave';
  readonly report: (line: string) => void;
}

/** A database that is ready for the hub: reached, of a version that will do, its role held by row-level security. */
export interface OpenDatabase {
  readonly address: DatabaseAddress;
  /** The embedded server, where this process started it. */
  readonly cluster: Cluster | null;
  /** Stops the embedded server if this process started it. Close the pools first. */
  close(): Promise<void>;
}

/** Opens the database that the settings name. Every way in which that can fail is a StartFault that says what to do. */
export async function openDatabase(options: OpenOptions): Promise<OpenDatabase> {
  const cluster = appUrl.value === undefined && !mayBorrow(options) ? await Cluster.open({ folder: dataFolder(), connections: connections.value, report: options.report }) : null;
  const address = cluster?.address ?? outsideAddress();
  try {
    await prepare(address, options);
  } catch (fault) {
    await cluster?.close();
    throw fault;
  }
  return { address, cluster, close: async () => cluster?.close() };
}

function mayBorrow(options: OpenOptions): boolean {
  const running = options.embedded === 'borrow' && folderHolder(dataFolder()) !== null;
  if (running && runningPostmaster(dataFolder('postgres')) === null) throw new StartFault('The hub of this folder is just starting or stopping: try again in a moment.');
  return running;
}

/** The server of DATABASE_URL; without one, the embedded server that another process runs. */
function outsideAddress(): DatabaseAddress {
  if (appUrl.value !== undefined) return { app: appUrl.value, owner: ownerUrl.value ?? null };
  return addressOf(readSecrets(dataFolder()));
}

async function prepare(address: DatabaseAddress, options: OpenOptions): Promise<void> {
  const app = await connectOrExplain(address.app, 'DATABASE_URL', 'hub start');
  try {
    await checkServer(app);
    if (options.pending === 'leave') return;
    const pending = await pendingMigrations(app, options.migrations, options.hubVersion);
    if (pending.length === 0) return;
    if (options.pending === 'refuse' || address.owner === null) throw new StartFault(`The database lacks ${pending.length} migrations: run hub migrate with HUB_OWNER_DATABASE_URL set, then start again.`);
    options.report(`migrating the database (${pending.length} steps)`);
    await migrate(address.owner, options);
    await checkServer(app);
  } finally {
    await app.end();
  }
}

/** Runs what is pending as the owner. */
export async function migrate(owner: string, options: Pick<OpenOptions, 'migrations' | 'hubVersion'>): Promise<readonly Migration[]> {
  await (await connectOrExplain(owner, 'HUB_OWNER_DATABASE_URL', 'hub migrate')).end();
  return runMigrations(owner, options.migrations, options.hubVersion);
}

/** Whether the settings name no outside server. */
export function isEmbedded(): boolean {
  return appUrl.value === undefined;
}
