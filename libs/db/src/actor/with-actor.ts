import type { Principal } from '#kernel';
import type { Statement } from '../statement/exchange.js';

/** What a transaction states about itself; row-level security reads it through the `hub_*` functions. */
function settings(actor: Principal, granted: readonly string[]): readonly (readonly [string, string])[] {
  return [
    ['hub.actor', actor.actor],
    ['hub.person', actor.personId ?? ''],
    ['hub.roles', actor.roles.join(',')],
    ['hub.institutions', actor.institutionIds.join(',')],
    ['hub.granted', granted.filter((id) => UUID.test(id)).join(',')],
  ];
}

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Anything that can run a statement: an EntityManager, a QueryRunner, a pg client. */
export interface Queryable {
  query(sql: string, values: unknown[]): Promise<unknown>;
}

/** The statement that names the actor and the granted objects, until the transaction ends. Always of one text, so that it is planned once. */
export function actorStatement(actor: Principal, granted: readonly string[]): Required<Statement> {
  const named = settings(actor, granted);
  const text = `SELECT ${named.map(([name], at) => `set_config('${name}', $${at + 1}, true)`).join(', ')}`;
  return { text, values: named.map(([, value]) => value) };
}

/** Names the actor and the granted objects for the open transaction of `db`, in one round trip. */
export async function withActor(db: Queryable, actor: Principal, granted: readonly string[]): Promise<void> {
  const { text, values } = actorStatement(actor, granted);
  await db.query(text, [...values]);
}
