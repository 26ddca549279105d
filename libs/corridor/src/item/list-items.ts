import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';

type View = Output<typeof corridor.listItems>;
const place = z.tuple([z.string(), z.uuid()]);

@Injectable()
@Answers(corridor.listItems, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListItems implements QueryHandler<typeof corridor.listItems> {
  async execute(_: Principal, { corridorId, limit, iterator }: Params<typeof corridor.listItems>, db: EntityManager): Promise<Page<View>> {
    const [name, id] = placeOf(iterator, place) ?? [null, null];
    const rows = await db.query<View[]>(
      `SELECT id, jsonb_build_object('system', code_system, 'value', code_value) AS code, name, names, unit, packs,
         CASE WHEN low_celsius IS NOT NULL THEN jsonb_build_object('lowCelsius', low_celsius, 'highCelsius', high_celsius) END AS storage
       FROM corridor_item WHERE corridor_id = $1 AND ($2::text IS NULL OR (name, id) > ($2, $3::uuid)) ORDER BY name, id LIMIT $4`,
      [corridorId, name, id, limit + 1],
    );
    return pageOf(rows, limit, (row) => [row.name, row.id]);
  }
}
