import type { EntityManager } from 'typeorm';
import { DomainError } from '#kernel';

/** Taken by all who may lessen the number of administrators, so that two of them never go at once. */
const LOCK = 7_412;

/** Somebody must always be able to administer the hub. @throws DomainError last_administrator */
export async function insistOnAnotherAdministrator(db: EntityManager, personId: string): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  const [row] = await db.query<{ is: boolean; others: boolean }[]>(
    `SELECT bool_or(p.id = $1) AS is, bool_or(p.id <> $1) AS others
     FROM identity_role r JOIN identity_person p ON p.id = r.person_id WHERE r.role = 'administrator' AND p.state = 'active'`,
    [personId],
  );
  if (row?.is === true && row.others !== true) throw new DomainError('last_administrator', 'This is the last active administrator: make another one first.');
}
