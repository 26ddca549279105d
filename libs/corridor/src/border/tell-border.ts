import { corridor, type Data } from '#contracts';
import type { Work } from '#log';
import { streamOf } from '../corridor/corridor.entity.js';

type Crossed = Omit<Data<typeof corridor.borderCrossed>, 'hostIds' | 'languages' | 'forms'>;

/** Tells that a unit is in another country, and what holds there. */
export async function tellBorder(work: Work, corridorId: string, crossed: Crossed, audience: readonly string[]): Promise<void> {
  const rules = await rulesIn(work, corridorId, crossed.countryCode);
  work.record(corridor.borderCrossed, streamOf(corridorId), { ...crossed, ...rules }, { audience });
}

/** The host authorities of a country in the corridor, and the languages and forms that the lead stated; none stated is none told. */
async function rulesIn({ db }: Work, corridorId: string, countryCode: string): Promise<{ hostIds: string[]; languages: string[]; forms: string[] }> {
  const [row] = await db.query<{ hostIds: string[]; languages: string[] | null; forms: string[] | null }[]>(
    `SELECT ARRAY(SELECT m.institution_id FROM corridor_member m JOIN corridor_institution i ON i.id = m.institution_id WHERE m.corridor_id = $1 AND m.role = 'host' AND i.country_code = $2 ORDER BY 1) AS "hostIds",
       r.languages, r.forms FROM (SELECT) one LEFT JOIN corridor_border_rules r ON r.corridor_id = $1 AND r.country_code = $2`,
    [corridorId, countryCode],
  );
  return { hostIds: row?.hostIds ?? [], languages: row?.languages ?? [], forms: row?.forms ?? [] };
}
