import { DomainError, type Principal } from '#kernel';

/**
 * Whose messages are asked about: one's own, unless an administrator names somebody. To others nobody else's are there.
 * @param own what an administrator who names nobody gets: their own (true), or everybody's (false), which is null
 * @throws DomainError not_found
 */
export function whoseOf(actor: Principal, personId: string | undefined, own: boolean): string | null {
  if (actor.roles.includes('administrator')) return personId ?? (own ? actor.personId : null);
  if (personId !== undefined && personId !== actor.personId) throw new DomainError('not_found', 'There are no messages of this person that you may know of.');
  return actor.personId;
}
