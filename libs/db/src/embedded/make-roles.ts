import pg from 'pg';
import type { Secrets } from './keep-secrets.js';

/** The database of the hub inside its cluster. */
export const DATABASE = 'hub';

/**
 * The two roles and the database, made where they are missing, so that a first start that was cut short is finished
 * by the next. `hub_owner` owns the schema and runs migrations; `hub_app` owns nothing and is held by row-level security.
 */
export async function makeRoles(superuser: pg.ClientBase, secrets: Secrets): Promise<void> {
  const { rows: [there] } = await superuser.query<{ roles: string; databases: string }>(
    `SELECT (SELECT count(*) FROM pg_roles WHERE rolname IN ('hub_owner', 'hub_app')) AS roles, (SELECT count(*) FROM pg_database WHERE datname = '${DATABASE}') AS databases`);
  if (there?.roles !== '2') {
    for (const [role, password] of [['hub_owner', secrets.owner], ['hub_app', secrets.app]] as const) {
      await superuser.query(`DROP ROLE IF EXISTS ${role}`);
      await superuser.query(`CREATE ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD ${pg.escapeLiteral(password)}`);
    }
  }
  if (there?.databases !== '1') await superuser.query(`CREATE DATABASE ${DATABASE} OWNER hub_owner`);
  await superuser.query(`REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC`);
  await superuser.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${DATABASE} TO hub_app`);
}
