import type { EntityManager } from 'typeorm';
import type { Database } from '#db';
import type { Principal } from '#kernel';

const BY_INDEX = { text: `SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)` };

/**
 * A transaction whose statements look a few rows up by their keys in tables that may be long by now. The planner is told so:
 * of tables that have grown since it last counted it believes that reading them whole is cheaper, and keeps to that.
 */
export function byIndex<T>(database: Database, actor: Principal, work: (db: EntityManager) => Promise<T>): Promise<T> {
  return database.transaction(actor, [], work, 'write', { opening: BY_INDEX });
}
