import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { alliance, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';

type Item = Output<typeof alliance.listInstitutions>;
const place = z.tuple([z.string(), z.uuid()]);

@Injectable()
@Answers(alliance.listInstitutions, () => theHub)
export class ListInstitutions implements QueryHandler<typeof alliance.listInstitutions> {
  async execute(_actor: Principal, params: Params<typeof alliance.listInstitutions>, db: EntityManager): Promise<Page<Item>> {
    const [name, id] = placeOf(params.iterator, place) ?? [null, null];
    const rows = await db.query<Item[]>(
      `SELECT id, name, names, country_code AS "countryCode", zone, state FROM alliance_institution
       WHERE ($1::text IS NULL OR country_code = $1) AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR (name, id) > ($3, $4::uuid))
       ORDER BY name, id LIMIT $5`,
      [params.countryCode ?? null, params.state ?? null, name, id, params.limit + 1],
    );
    return pageOf(rows, params.limit, (row) => [row.name, row.id]);
  }
}
