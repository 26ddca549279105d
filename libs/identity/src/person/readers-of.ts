import type { EntityManager } from 'typeorm';

/** How somebody is spoken to, and whether they are in the hub now. */
export interface ReaderOf {
  /** BCP 47. */
  readonly language: string;
  /** IANA. */
  readonly zone: string;
  readonly active: boolean;
}

/** Language and zone of people, by their ids; those who are unknown are missing. */
export async function readersOf(db: EntityManager, personIds: readonly string[]): Promise<ReadonlyMap<string, ReaderOf>> {
  const rows = await db.query<(ReaderOf & { id: string })[]>(
    `SELECT id, language, zone, state = 'active' AS active FROM identity_person WHERE id = ANY ($1::uuid[])`, [[...new Set(personIds)]]);
  return new Map(rows.map(({ id, ...reader }) => [id, reader]));
}
