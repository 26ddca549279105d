import type { EntityManager } from 'typeorm';

/** How the hub writes to somebody. */
export interface ContactOf {
  readonly email: string;
  /** In its own script. */
  readonly name: string;
  /** BCP 47. */
  readonly language: string;
}

/** How to write to people, by their ids. To be asked by the hub's own duties, and by people about themselves: others do not see it. */
export async function contactsOf(db: EntityManager, personIds: readonly string[]): Promise<ReadonlyMap<string, ContactOf>> {
  const rows = await db.query<({ id: string } & ContactOf)[]>(
    'SELECT p.id, c.email, p.name, p.language FROM identity_contact c JOIN identity_person p ON p.id = c.person_id WHERE c.person_id = ANY ($1::uuid[])', [[...new Set(personIds)]]);
  return new Map(rows.map(({ id, ...contact }) => [id, contact]));
}
