import type { EntityManager } from 'typeorm';

/** What holds in a country of a corridor. */
export interface BorderRules {
  readonly hostIds: string[];
  readonly languages: string[];
  readonly forms: string[];
}

/** The host authorities of a country in the corridor, and the languages and forms that the lead stated; none stated is none told. */
export async function rulesIn(db: EntityManager, corridorId: string, countryCode: string): Promise<BorderRules> {
  const [row] = await db.query<{ hostIds: string[]; languages: string[] | null; forms: string[] | null }[]>(
    `SELECT ARRAY(SELECT m.institution_id FROM corridor_member m JOIN corridor_institution i ON i.id = m.institution_id WHERE m.corridor_id = $1 AND m.role = 'host' AND i.country_code = $2 ORDER BY 1) AS "hostIds",
       r.languages, r.forms FROM (SELECT) one LEFT JOIN corridor_border_rules r ON r.corridor_id = $1 AND r.country_code = $2`,
    [corridorId, countryCode],
  );
  return { hostIds: row?.hostIds ?? [], languages: row?.languages ?? [], forms: row?.forms ?? [] };
}
