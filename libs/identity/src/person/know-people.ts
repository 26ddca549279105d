import { In, Not, type EntityManager } from 'typeorm';
import { DomainError } from '#kernel';
import { Person } from './person.entity.js';

/** The person, locked until the transaction ends. @throws DomainError not_found */
export async function lockPerson(db: EntityManager, personId: string): Promise<Person> {
  const person = await db.findOne(Person, { where: { id: personId }, lock: { mode: 'pessimistic_write' } });
  if (person === null) throw new DomainError('not_found', 'There is no person of this id.');
  return person;
}

/** Offices and seats are given to people who are in the hub and not shut out of it. @throws DomainError not_found */
export async function insistOnPeople(db: EntityManager, personIds: readonly string[]): Promise<void> {
  const known = await db.find(Person, { select: { id: true }, where: { id: In([...personIds]), state: Not('suspended') } });
  const missing = personIds.find((id) => !known.some((person) => person.id === id));
  if (missing !== undefined) throw new DomainError('not_found', 'One of these people is unknown or suspended.', { personId: missing });
}

/** Whether a person is shut out of the hub. */
export function isSuspended(db: EntityManager, personId: string): Promise<boolean> {
  return db.existsBy(Person, { id: personId, state: 'suspended' });
}
