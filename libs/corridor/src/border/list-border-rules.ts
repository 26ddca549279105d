import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';

type View = Output<typeof corridor.listBorderRules>;

@Injectable()
@Answers(corridor.listBorderRules, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListBorderRules implements QueryHandler<typeof corridor.listBorderRules> {
  async execute(_: Principal, { corridorId, limit, iterator }: Params<typeof corridor.listBorderRules>, db: EntityManager): Promise<Page<View>> {
    const rows = await db.query<View[]>(
      `SELECT c.code AS "countryCode", coalesce(r.languages, '{}') AS languages, coalesce(r.forms, '{}') AS forms,
         ARRAY(SELECT m.institution_id FROM corridor_member m JOIN corridor_institution i ON i.id = m.institution_id WHERE m.corridor_id = $1 AND m.role = 'host' AND i.country_code = c.code ORDER BY 1) AS "hostIds"
       FROM (SELECT unnest(countries) AS code FROM corridor_corridor WHERE id = $1 UNION SELECT country_code FROM corridor_border_rules WHERE corridor_id = $1) c
       LEFT JOIN corridor_border_rules r ON r.corridor_id = $1 AND r.country_code = c.code
       WHERE $2::text IS NULL OR c.code > $2 ORDER BY c.code LIMIT $3`,
      [corridorId, placeOf(iterator, corridor.countryCode), limit + 1],
    );
    return pageOf(rows, limit, (row) => row.countryCode);
  }
}
