import type { EntityManager } from 'typeorm';

/** Active people of the institution who coordinate for the whole hub, at most this many. To be asked by the hub's own duties: others do not see anybody's roles. */
export async function coordinatorsOf(db: EntityManager, institutionId: string, most: number): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }[]>(
    `SELECT p.id FROM identity_affiliation a JOIN identity_role r ON r.person_id = a.person_id AND r.role = 'coordinator' JOIN identity_person p ON p.id = a.person_id AND p.state = 'active'
     WHERE a.institution_id = $1 AND a.ended_at IS NULL ORDER BY p.id LIMIT $2`, [institutionId, most]);
  return rows.map(({ id }) => id);
}
