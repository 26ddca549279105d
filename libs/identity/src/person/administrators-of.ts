import type { EntityManager } from 'typeorm';

/** Active people who administer the hub, those who have been there longest first, at most this many. To be asked by the hub's own duties: others do not see anybody's roles. */
export async function administratorsOf(db: EntityManager, most: number): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }[]>(
    `SELECT p.id FROM identity_role r JOIN identity_person p ON p.id = r.person_id AND p.state = 'active' WHERE r.role = 'administrator' ORDER BY r.granted_at, p.id LIMIT $1`, [most]);
  return rows.map(({ id }) => id);
}
