import { Temporal } from 'temporal-polyfill';
import { DomainError } from '#kernel';

/** Days of one question at the most. */
const DAYS = 31;

/** @throws DomainError invalid_input unless the days are in order and not too many */
export function insistOnDays(from: string, to: string): void {
  const days = Temporal.PlainDate.from(from).until(to).days + 1;
  if (days >= 1 && days <= DAYS) return;
  throw new DomainError('invalid_input', `Ask for 1 to ${DAYS} days at once.`, { issues: [{ pointer: '/to', rule: `not before /from, and at most ${DAYS} days` }] });
}
