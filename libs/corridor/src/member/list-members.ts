import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';

type View = Output<typeof corridor.listMembers>;
const place = z.tuple([z.string(), z.uuid()]);

@Injectable()
@Answers(corridor.listMembers, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListMembers implements QueryHandler<typeof corridor.listMembers> {
  async execute(_: Principal, { corridorId, limit, iterator }: Params<typeof corridor.listMembers>, db: EntityManager): Promise<Page<View>> {
    const [name, id] = placeOf(iterator, place) ?? [null, null];
    const rows = await db.query<View[]>(
      `SELECT i.id AS "institutionId", i.name, i.country_code AS "countryCode", i.zone, array_agg(m.role ORDER BY m.role) AS roles, min(m.since) AS since,
         coalesce((SELECT jsonb_agg(jsonb_build_object('personId', p.person_id, 'post', p.post) ORDER BY p.post, p.person_id) FROM corridor_post p WHERE p.corridor_id = $1 AND p.institution_id = i.id), '[]') AS posts
       FROM corridor_member m JOIN corridor_institution i ON i.id = m.institution_id
       WHERE m.corridor_id = $1 AND ($2::text IS NULL OR (i.name, i.id) > ($2, $3::uuid)) GROUP BY i.id ORDER BY i.name, i.id LIMIT $4`,
      [corridorId, name, id, limit + 1],
    );
    return pageOf(rows.map((row) => ({ ...row, since: new Date(row.since).toISOString() })), limit, (row) => [row.name, row.institutionId]);
  }
}
