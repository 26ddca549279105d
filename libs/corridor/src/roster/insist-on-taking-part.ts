import type { EntityManager } from 'typeorm';
import { asHub } from '#db';
import { principalsOf } from '#identity';
import { DomainError } from '#kernel';
import { readPlace } from '../standing/read-standing.js';

/** Whoever is to be woken, or is given an alert, belongs to an organisation of the corridor, or holds a post for one. @throws DomainError not_taking_part */
export async function insistOnTakingPart(db: EntityManager, corridorId: string, personIds: readonly string[]): Promise<void> {
  await asHub(db, async () => {
    const people = await principalsOf(db, personIds, []);
    for (const personId of new Set(personIds)) {
      const person = people.get(personId);
      if (person !== undefined && (await readPlace(db, person, corridorId)).of.size > 0) continue;
      throw new DomainError('not_taking_part', 'One of these people acts for no organisation of this corridor.', { personId });
    }
  });
}
