import pg from 'pg';
import { PreparedClient } from '../statement/prepared-client.js';

/** Where the database is, as connection URLs of the two roles. */
export interface DatabaseAddress {
  /** The role that the hub works as: no superuser, no bypassrls, owner of nothing. */
  readonly app: string;
  /** The role that owns the schema and runs migrations; null when the hub was not told of it. */
  readonly owner: string | null;
}

/**
 * Opens a client of its own, outside the pool: for LISTEN, for a long snapshot. A line that has died silently is
 * noticed by TCP keep-alive. The caller listens to `error` and `end`, and closes it.
 */
export async function connect(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url, application_name: name, connectionTimeoutMillis: 5_000,
    keepAlive: true, keepAliveInitialDelayMillis: 10_000,
  });
  // Without a listener a connection that the server ends would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export interface PoolOptions {
  /** What the server shows of its connections. */
  readonly name: string;
  readonly max: number;
  /** The schema that names without one stand for. */
  readonly schema: string;
}

/** A pool beside the hub's own, for what keeps a schema of its own. The caller ends it. */
export function openPool(url: string, { name, max, schema }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    Client: PreparedClient, connectionString: url, application_name: name, max, options: `-c search_path=${schema}`, connectionTimeoutMillis: 5_000,
    keepAlive: true, keepAliveInitialDelayMillis: 10_000, idleTimeoutMillis: 60_000, statement_timeout: 30_000,
  });
  pool.on('error', () => undefined);
  return pool;
}
