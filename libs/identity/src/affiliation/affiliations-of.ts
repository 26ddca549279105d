import type { EntityManager } from 'typeorm';

/** The institutions that people are affiliated with today, by the ids of the people; each list in the order of the ids. */
export async function affiliationsOf(db: EntityManager, personIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db.query<{ person: string; institutions: string[] }[]>(
    `SELECT person_id AS person, array_agg(institution_id ORDER BY institution_id) AS institutions FROM identity_affiliation
     WHERE person_id = ANY ($1::uuid[]) AND ended_at IS NULL GROUP BY person_id`, [[...new Set(personIds)]]);
  return new Map(rows.map(({ person, institutions }) => [person, institutions]));
}
