import type { EntityManager } from 'typeorm';
import { DomainError } from '#kernel';

export interface Institution {
  readonly id: string;
  readonly name: string;
  readonly countryCode: string;
  readonly zone: string;
}

/** @throws DomainError institution_unknown unless there is an active one of this id */
export async function knowInstitution(db: EntityManager, id: string): Promise<Institution> {
  const [institution] = await db.query<Institution[]>(`SELECT id, name, country_code AS "countryCode", zone FROM corridor_institution WHERE id = $1 AND state = 'active'`, [id]);
  if (institution === undefined) throw new DomainError('institution_unknown', 'There is no active institution of this id.', { institutionId: id });
  return institution;
}

/** Refuses unless the institution is a member of the corridor in this role. Holds while the corridor is locked. @throws DomainError not_a_member */
export async function insistOnMember(db: EntityManager, corridorId: string, institutionId: string, role?: string): Promise<void> {
  const rows = await db.query<unknown[]>('SELECT FROM corridor_member WHERE corridor_id = $1 AND institution_id = $2 AND ($3::text IS NULL OR role = $3)', [corridorId, institutionId, role ?? null]);
  if (rows.length > 0) return;
  throw new DomainError('not_a_member', role === undefined ? 'The organisation is no member of this corridor.' : `The organisation is no member of this corridor as ${role}; the lead can admit it.`, { institutionId, role });
}
