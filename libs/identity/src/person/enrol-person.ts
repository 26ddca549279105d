import { identity } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, newId } from '#kernel';
import type { Work } from '#log';
import { Contact, Person } from './person.entity.js';

/** What is known of somebody when they are entered. */
export interface Enrolment {
  readonly name: string;
  readonly latinName?: string | null;
  /** In lower case. */
  readonly email: string;
  readonly language: string;
  readonly zone: string;
  /** `invited` until the person has chosen a password. */
  readonly state: 'invited' | 'active';
}

/** Enters a person and how they are reached. @throws DomainError person_known */
export async function enrolPerson(work: Work, { email, ...person }: Enrolment): Promise<string> {
  const id = newId();
  await work.db.insert(Person, { ...person, id, latinName: person.latinName ?? null, createdAt: work.now, joinedAt: person.state === 'active' ? work.now : null });
  await work.db.insert(Contact, { personId: id, email })
    .catch(refuseOn('one_person_for_an_email', new DomainError('person_known', 'Somebody with this e-mail address is in the hub already.')));
  work.record(identity.personChanged, `person:${id}`, { personId: id, state: person.state });
  return id;
}
