import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { addressOf, Cluster, readSecrets, runMigrations, runningPostmaster, withActor, type DatabaseAddress, type Migration } from '#db';
import type { Principal } from '#kernel';
import { onceARun } from './once-a-run.js';

/** A database of a test's own, on the server that the run shares. */
export interface TestDatabase {
  readonly address: DatabaseAddress;
  /** The connection URL of the server's superuser. */
  readonly superuser: string;
  /** Runs a statement as the superuser, past row-level security: to look at what is really there. */
  sql<T extends object = Record<string, unknown>>(text: string, params?: readonly unknown[]): Promise<T[]>;
  /** Runs a statement as `hub_app`, for this actor (null: nobody was named) and these granted objects. */
  asApp<T extends object = Record<string, unknown>>(actor: Principal | null, granted: readonly string[], text: string, params?: readonly unknown[]): Promise<T[]>;
  drop(): Promise<void>;
}

interface Server { readonly superuser: string; readonly owner: string; readonly app: string }

let server: Promise<Server> | undefined;

/**
 * A fresh, migrated database. Databases of the same migrations are copied from one template, so this takes
 * a tenth of a second after the first.
 */
export async function freshDatabase(migrations: readonly Migration[]): Promise<TestDatabase> {
  server ??= findServer();
  const at = await server;
  const template = await madeTemplate(at, migrations);
  const name = `hub_${randomBytes(6).toString('hex')}`;
  await onServer(at, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER hub_owner`));
  const pools = { superuser: poolOf(onto(at.superuser, name)), app: poolOf(onto(at.app, name)) };
  return {
    address: { app: onto(at.app, name), owner: onto(at.owner, name) },
    superuser: onto(at.superuser, name),
    sql: async <T extends object>(text: string, params: readonly unknown[] = []) => (await pools.superuser.query<T & pg.QueryResultRow>(text, [...params])).rows,
    asApp: <T extends object>(actor: Principal | null, granted: readonly string[], text: string, params: readonly unknown[] = []) => asApp<T>(pools.app, { actor, granted }, text, params),
    drop: async () => {
      await Promise.all([pools.superuser.end(), pools.app.end()]);
      await onServer(at, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

async function asApp<T extends object>(pool: pg.Pool, as: { actor: Principal | null; granted: readonly string[] }, text: string, params: readonly unknown[]): Promise<T[]> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    if (as.actor !== null) await withActor(client, as.actor, as.granted);
    const { rows } = await client.query<T & pg.QueryResultRow>(text, [...params]);
    await client.query('COMMIT');
    return rows;
  } catch (fault) {
    await client.query('ROLLBACK');
    throw fault;
  } finally {
    client.release();
  }
}

/** Connects on first use and lets the test process end. */
function poolOf(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 10, allowExitOnIdle: true });
  // A test may kill the server on purpose; the next query tells.
  pool.on('error', () => undefined);
  return pool;
}

/** The outside server that HUB_TEST_DATABASE_URL names (its superuser), or the one embedded server of this run. */
async function findServer(): Promise<Server> {
  const outside = process.env['HUB_TEST_DATABASE_URL'];
  return outside === undefined ? embeddedServer() : outsideServer(outside);
}

/** The first test file that asks starts the server. It outlives it, and the run's teardown stops it. */
async function embeddedServer(): Promise<Server> {
  const folder = await onceARun('server', async (path) => {
    await Cluster.open({ folder: path, connections: 400, watched: false, settings: { fsync: 'off', shared_buffers: '128MB', autovacuum: 'off' }, report: () => undefined });
  });
  if (runningPostmaster(join(folder, 'postgres')) === null) throw new Error('the database server of this test run has ended');
  const secrets = readSecrets(folder);
  const { app, owner } = addressOf(secrets);
  return { app, owner: owner ?? '', superuser: `postgres://postgres:${secrets.superuser}@127.0.0.1:${secrets.port}/postgres` };
}

async function outsideServer(superuser: string): Promise<Server> {
  const as = (role: string): string => Object.assign(new URL(superuser), { username: role, password: 'hub-test' }).toString();
  const at = { superuser, owner: as('hub_owner'), app: as('hub_app') };
  await onServer(at, async (client) => {
    await client.query('SELECT pg_advisory_lock(4847556)');
    for (const role of ['hub_owner', 'hub_app']) {
      const { rows } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
      await client.query(`${rows.length === 0 ? 'CREATE' : 'ALTER'} ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD 'hub-test'`);
    }
  });
  return at;
}

/** The template of these migrations, made once for the whole run. */
async function madeTemplate(at: Server, migrations: readonly Migration[]): Promise<string> {
  const digest = createHash('sha256').update(migrations.map((m) => m.digest).sort().join()).digest('hex').slice(0, 16);
  const name = `hub_template_${digest}`;
  await onServer(at, async (client) => {
    await client.query('SELECT pg_advisory_lock(4847555)');
    const { rows } = await client.query(`SELECT FROM pg_database WHERE datname = $1`, [name]);
    if (rows.length > 0) return;
    await client.query(`CREATE DATABASE ${name}_new OWNER hub_owner`);
    await runMigrations(onto(at.owner, `${name}_new`), migrations, '999.0.0');
    await client.query(`ALTER DATABASE ${name}_new RENAME TO ${name}`);
  });
  return name;
}

async function onServer(at: Server, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: at.superuser });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function onto(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).toString();
}
