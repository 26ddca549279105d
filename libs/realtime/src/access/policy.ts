import { DomainError, type Principal } from '#kernel';

/** Which object a command, query or stream is about: `{ kind: 'meeting', id }`. `hub` is the hub as a whole. */
export interface ObjectRef {
  readonly kind: string;
  readonly id: string;
}

export const theHub: ObjectRef = { kind: 'hub', id: '' };

/** How a person stands to one object: the roles that they hold on it (`chair`, `delegate`, `observer` ...). None: they may not know of it. */
export type Standing = ReadonlySet<string>;

/** Who may do what, as data: action (a command's or query's name) → roles. What is not listed is nobody's. */
export type Permissions = Readonly<Record<string, readonly string[]>>;

const table = new Map<string, readonly string[]>();

/** Adds a domain's rows to the one permission table; an action may stand there once. */
export function permit(permissions: Permissions): void {
  for (const [action, roles] of Object.entries(permissions)) {
    if (table.has(action)) throw new Error(`the action ${action} stands twice in the permission table`);
    table.set(action, roles);
  }
}

export const permissions = {
  of: (action: string): readonly string[] | undefined => table.get(action),
  all: (): Permissions => Object.fromEntries(table),
};

/** The scope that an API key needs for an action: `council:write` for a command, `council:read` for a query. */
export function scopeOf(action: string, writes: boolean): string {
  return `${action.split('.')[0]}:${writes ? 'write' : 'read'}`;
}

/**
 * The one policy function. Yes only if a role that the actor holds on the object stands in the table for this
 * action, and, where a key is used, its scopes hold the action's. Everything else is no.
 */
export function can(actor: Principal, action: string, standing: Standing, writes = true): boolean {
  const roles = table.get(action);
  if (roles === undefined) return false;
  if (actor.scopes !== null && !actor.scopes.includes(scopeOf(action, writes))) return false;
  return roles.some((role) => standing.has(role));
}

/** Refuses what `can` denies: 404 to those who may not know of the object, 403 to those who may. */
export function insist(actor: Principal, action: string, object: ObjectRef, standing: Standing, writes = true): void {
  if (can(actor, action, standing, writes)) return;
  if (standing.size === 0) throw new DomainError('not_found', `There is no ${object.kind} of this id.`);
  if (actor.scopes !== null && can({ ...actor, scopes: null }, action, standing, writes)) {
    const scope = scopeOf(action, writes);
    throw new DomainError('forbidden', `The key lacks the scope ${scope}: make one that has it.`, { action, scope });
  }
  throw new DomainError('forbidden', `Your role does not allow ${action} here.`, { action });
}
