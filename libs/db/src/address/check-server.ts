import type pg from 'pg';
import { sqlState } from '../breach/refuse-on.js';
import { StartFault } from '#kernel';
import { connect } from './connect.js';

/** The oldest PostgreSQL that the hub's SQL runs on. */
export const OLDEST_SERVER = 16;

/** The address without its password, for people. */
export function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '5432'}${pathname}`;
}

/** Connects, or says in one sentence why that did not work and what to do. `name` is the setting that holds the address. */
export async function connectOrExplain(url: string, name: string, client: string): Promise<pg.Client> {
  try {
    return await connect(url, client);
  } catch (cause) {
    throw new StartFault(explain(cause, url, name), { cause });
  }
}

function explain(cause: unknown, url: string, name: string): string {
  const place = placeOf(url);
  const user = decodeURIComponent(new URL(url).username);
  const state = sqlState(cause) ?? '';
  if (state.startsWith('28')) return `The database at ${place} refuses the role ${user} or its password: correct ${name}.`;
  if (state === '3D000') return `There is no database at ${place}: create it, or correct ${name}.`;
  if (state.startsWith('53')) return `The database at ${place} has no connection left: raise its max_connections, or lower HUB_DATABASE_POOL.`;
  return `The database at ${place} cannot be reached (${state || (cause as Error).message}): start it, or correct ${name}.`;
}

interface RoleRow {
  readonly version: number;
  readonly role: string;
  readonly superuser: boolean;
  readonly bypasses: boolean;
  readonly owns: boolean;
  readonly grants: boolean;
}

/**
 * The role that the hub works as must be held by row-level security: no superuser, no BYPASSRLS, no owner of the
 * schema or member of its owner. Anything else would switch the second wall off in silence.
 */
export async function checkServer(client: pg.ClientBase, name = 'DATABASE_URL'): Promise<void> {
  const { rows: [found] } = await client.query<RoleRow>(/* sql */ `
    SELECT current_setting('server_version_num')::int AS version, rolname AS role, rolsuper AS superuser, rolbypassrls AS bypasses,
      EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'MEMBER')) AS owns,
      EXISTS (SELECT FROM pg_roles a WHERE a.rolname = 'hub_app' AND pg_has_role(r.oid, a.oid, 'USAGE')) AS grants
    FROM pg_roles r WHERE rolname = current_user`);
  if (found === undefined) throw new Error('the database does not know its own user');
  if (found.version < OLDEST_SERVER * 10_000) {
    throw new StartFault(`${name} names PostgreSQL ${Math.floor(found.version / 10_000)}, and the hub needs ${OLDEST_SERVER} or newer: upgrade the server.`);
  }
  const wrong = [found.superuser && 'is a superuser', found.bypasses && 'has BYPASSRLS', found.owns && 'owns the tables'].filter(Boolean);
  if (wrong.length > 0) {
    throw new StartFault(`The role ${found.role} of ${name} ${wrong.join(' and ')}, which would switch row-level security off: use a role that is only a member of hub_app.`);
  }
  if (!found.grants) throw new StartFault(`The role ${found.role} of ${name} is not hub_app nor a member of it: run GRANT hub_app TO "${found.role}" on the server.`);
}
