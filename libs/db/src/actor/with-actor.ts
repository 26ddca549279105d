import pg from 'pg';
import type { Principal } from '#kernel';

/** What a transaction states about itself; row-level security reads it through the `hub_*` functions. */
function statements(actor: Principal, granted: readonly string[]): readonly (readonly [string, string])[] {
  return [
    ['hub.actor', actor.actor],
    ['hub.person', actor.personId ?? ''],
    ['hub.roles', actor.roles.join(',')],
    ['hub.granted', granted.filter((id) => UUID.test(id)).join(',')],
  ];
}

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Anything that can run a statement: an EntityManager, a QueryRunner, a pg client. */
export interface Queryable {
  query(sql: string): Promise<unknown>;
}

/** The statement that names the actor and the granted objects, until the transaction ends. */
export function actorSql(actor: Principal, granted: readonly string[]): string {
  const settings = statements(actor, granted).map(([name, value]) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`);
  return `SELECT ${settings.join(', ')}`;
}

/** Names the actor and the granted objects for the open transaction of `db`, in one round trip. */
export async function withActor(db: Queryable, actor: Principal, granted: readonly string[]): Promise<void> {
  await db.query(actorSql(actor, granted));
}
