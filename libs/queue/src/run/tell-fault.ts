import { brokenConstraint, sqlState } from '#db';
import { DomainError } from '#kernel';

const SQLSTATE = /^[0-9A-Z]{5}$/;
const LENGTH = 300;

/**
 * What of a fault is kept beside a job. Values do not belong there: what the database says may quote a row, what a parser
 * says may quote its text. The journal has the rest.
 */
export function tellFault(fault: unknown): string {
  if (!(fault instanceof Error)) return 'something that is no Error was thrown';
  if (fault instanceof DomainError) return `${fault.code}: ${fault.message}`.slice(0, LENGTH);
  const state = sqlState(fault);
  const constraint = brokenConstraint(fault);
  if (state !== undefined && SQLSTATE.test(state)) return `the database refused with ${state}${constraint === undefined ? '' : ` (${constraint})`}`;
  if (fault instanceof SyntaxError) return fault.name;
  return `${fault.name}: ${fault.message.split('\n')[0] ?? ''}`.slice(0, LENGTH);
}
