import { alliance } from '#contracts';
import type { EntityManager } from 'typeorm';
import { DomainError } from '#kernel';
import type { Work } from '#log';
import { Institution } from './institution.entity.js';

/** The institution, locked until the transaction ends. @throws DomainError not_found */
export async function lockInstitution(db: EntityManager, id: string): Promise<Institution> {
  const institution = await db.findOne(Institution, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (institution === null) throw new DomainError('not_found', 'There is no institution of this id.');
  return institution;
}

/** Tells how the institution stands now. */
export function tellInstitution(work: Work, { id, name, countryCode, zone, state }: Institution): void {
  work.record(alliance.institutionChanged, `org:${id}`, { institutionId: id, name, countryCode, zone, state });
}
