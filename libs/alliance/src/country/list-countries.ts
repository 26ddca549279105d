import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { alliance, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';

type Item = Output<typeof alliance.listCountries>;

@Injectable()
@Answers(alliance.listCountries, () => theHub)
export class ListCountries implements QueryHandler<typeof alliance.listCountries> {
  async execute(_actor: Principal, params: Params<typeof alliance.listCountries>, db: EntityManager): Promise<Page<Item>> {
    const after = placeOf(params.iterator, z.string());
    const rows = await db.query<Item[]>('SELECT alpha2, alpha3, "numeric" FROM alliance_country WHERE $1::text IS NULL OR alpha2 > $1 ORDER BY alpha2 LIMIT $2', [after, params.limit + 1]);
    return pageOf(rows, params.limit, (row) => row.alpha2);
  }
}
