import { notifications, type Data } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import type { Owner } from './keep-preference.js';

/** The person who settles something for themselves. @throws DomainError forbidden */
export function personOf(actor: Principal): string {
  if (actor.personId === null) throw new DomainError('forbidden', 'How one wants to be told is settled by people.');
  return actor.personId;
}

/** What is settled for the people of an institution is settled by its own coordinators, and by administrators. @throws DomainError forbidden */
export function institutionOf(actor: Principal, institutionId: string): Owner {
  const own = actor.roles.includes('coordinator') && actor.institutionIds.includes(institutionId);
  if (!own && !actor.roles.includes('administrator')) throw new DomainError('forbidden', 'This is settled by coordinators of the institution.');
  return { kind: 'institution', id: institutionId };
}

/** The person's other devices read it again; nobody else hears of it. */
export function tellSettled(work: Work, personId: string, part: Data<typeof notifications.preferencesChanged>['part']): void {
  work.record(notifications.preferencesChanged, `person:${personId}`, { personId, part }, { audience: [`person:${personId}`] });
}
