import type { EntityManager } from 'typeorm';
import type { GlobalRole, Principal } from '#kernel';

/**
 * What people may do as they are now, for what the hub does on their behalf while they are away. Those who are suspended,
 * or have not joined yet, are missing. To be asked by the hub's own duties: others do not see anybody's roles.
 * @param scopes narrows them, as a key of theirs would
 */
export async function principalsOf(db: EntityManager, personIds: readonly string[], scopes: readonly string[]): Promise<ReadonlyMap<string, Principal>> {
  const rows = await db.query<{ id: string; roles: GlobalRole[]; institution_ids: string[] }[]>(
    `SELECT p.id, ARRAY(SELECT r.role FROM identity_role r WHERE r.person_id = p.id ORDER BY r.role) AS roles,
     ARRAY(SELECT a.institution_id FROM identity_affiliation a WHERE a.person_id = p.id AND a.ended_at IS NULL ORDER BY a.institution_id) AS institution_ids
     FROM identity_person p WHERE p.id = ANY ($1::uuid[]) AND p.state = 'active'`, [[...new Set(personIds)]]);
  return new Map(rows.map(({ id, roles, institution_ids: institutionIds }) => [id, { actor: `person:${id}`, personId: id, institutionIds, roles, scopes: [...scopes], credential: null }]));
}
