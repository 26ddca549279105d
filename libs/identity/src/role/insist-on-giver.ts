import { DomainError, type GlobalRole, type Principal } from '#kernel';

/** Who makes administrators does it in a session: a key could make one who may do what the key may not, and stays when it ends. @throws DomainError session_needed */
export function insistOnGiver({ scopes }: Principal, roles: readonly GlobalRole[]): void {
  if (scopes !== null && roles.includes('administrator')) throw new DomainError('session_needed', 'Administrators are made in a session, not with a key.');
}
