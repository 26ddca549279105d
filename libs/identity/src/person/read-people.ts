import type { EntityManager } from 'typeorm';
import type { identity, Output } from '#contracts';
import type { Principal } from '#kernel';

export type Someone = Output<typeof identity.readPerson>;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly latin_name: string | null;
  readonly language: string;
  readonly zone: string;
  readonly state: Someone['state'];
  readonly email: string | null;
  readonly institution_ids: string[];
  readonly roles: NonNullable<Someone['roles']>;
}

/** What is read of a person. Row-level security lets nobody but themselves and administrators find an address or a role. */
const COLUMNS = `p.id, p.name, p.latin_name, p.language, p.zone, p.state, c.email,
  ARRAY(SELECT a.institution_id FROM identity_affiliation a WHERE a.person_id = p.id AND a.ended_at IS NULL ORDER BY a.began_at) AS institution_ids,
  ARRAY(SELECT r.role FROM identity_role r WHERE r.person_id = p.id ORDER BY r.role) AS roles
  FROM identity_person p LEFT JOIN identity_contact c ON c.person_id = p.id`;

/** People as this actor may know them. `where` may use $1… of `values`. */
export async function readPeople(db: EntityManager, actor: Principal, where: string, values: readonly unknown[]): Promise<Someone[]> {
  const rows = await db.query<Row[]>(`SELECT ${COLUMNS} ${where}`, [...values]);
  return rows.map((row) => toSomeone(row, actor));
}

function toSomeone(row: Row, actor: Principal): Someone {
  const known = { id: row.id, name: row.name, latinName: row.latin_name, language: row.language, institutionIds: row.institution_ids, state: row.state };
  if (row.id !== actor.personId && !actor.roles.includes('administrator')) return known;
  return { ...known, email: row.email ?? undefined, zone: row.zone, roles: row.roles };
}
