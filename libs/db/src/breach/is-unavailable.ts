import { DomainError } from '#kernel';
import { sqlState } from './refuse-on.js';

/** Network faults of a database that is away. */
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN']);
/** What pg says, without a code, when a connection ends in the middle or the pool has none to give in time. */
const LOST = /Connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|Client was closed|query runner (was )?already released|pool after calling end/i;

/**
 * Whether a fault means that the database is away for the moment: stopped, starting, out of connections, out of
 * disk or not to be reached, or that a lock was not to be had in time. The same request may succeed later;
 * whether it took effect is unknown. The refusal that says so is one too.
 */
export function isUnavailable(fault: unknown): boolean {
  if (fault instanceof DomainError) return fault.code === 'unavailable';
  const state = sqlState(fault);
  if (state !== undefined && NETWORK.has(state)) return true;
  // 08 connection, 53 insufficient resources, 57P shutdown and start-up, 55P03 lock timeout, 25P03 idle in transaction.
  if (state !== undefined && /^(08|53|57P|55P03|25P03)/.test(state)) return true;
  return fault instanceof Error && LOST.test(fault.message);
}

/** What the database undid for the sake of another transaction, or because it did not get through it in time: serialisation failure, deadlock, statement timeout. */
const UNDONE = new Set(['40001', '40P01', '57014']);

/**
 * Whether a fault says nothing about what was to be done, because the database was away or could not do it just then:
 * whoever may not lose it tries the same again until it succeeds.
 */
export function passes(fault: unknown): boolean {
  return isUnavailable(fault) || UNDONE.has(sqlState(fault) ?? '');
}
