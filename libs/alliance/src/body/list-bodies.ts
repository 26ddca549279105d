import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { alliance, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';

type Item = Output<typeof alliance.listBodies>;
const place = z.tuple([z.string(), z.uuid()]);

@Injectable()
@Answers(alliance.listBodies, () => theHub)
export class ListBodies implements QueryHandler<typeof alliance.listBodies> {
  async execute(_actor: Principal, params: Params<typeof alliance.listBodies>, db: EntityManager): Promise<Page<Item>> {
    const [name, id] = placeOf(params.iterator, place) ?? [null, null];
    const rows = await db.query<Item[]>(
      `SELECT id, name, kind, rules_version AS "rulesVersion" FROM alliance_body
       WHERE $1::text IS NULL OR (name, id) > ($1, $2::uuid) ORDER BY name, id LIMIT $3`, [name, id, params.limit + 1]);
    return pageOf(rows, params.limit, (row) => [row.name, row.id]);
  }
}
