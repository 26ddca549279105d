import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { Unit, type UnitView } from './unit.entity.js';

const place = z.tuple([z.string(), z.uuid()]);

@Injectable()
@Answers(corridor.listUnits, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListUnits implements QueryHandler<typeof corridor.listUnits> {
  async execute(_: Principal, { corridorId, limit, iterator }: Params<typeof corridor.listUnits>, db: EntityManager): Promise<Page<UnitView>> {
    const [name, id] = placeOf(iterator, place) ?? [null, null];
    const found = db.createQueryBuilder(Unit, 'u').where('u.corridorId = :corridorId', { corridorId }).orderBy('u.name').addOrderBy('u.id').limit(limit + 1);
    if (name !== null) found.andWhere('(u.name, u.id) > (:name, :id)', { name, id });
    return pageOf(await found.getMany(), limit, (row) => [row.name, row.id]);
  }
}

@Injectable()
@Answers(corridor.readUnit, (params) => ({ kind: 'unit', id: params.unitId }))
export class ReadUnit implements QueryHandler<typeof corridor.readUnit> {
  async execute(_: Principal, { unitId }: Params<typeof corridor.readUnit>, db: EntityManager): Promise<Output<typeof corridor.readUnit>> {
    const unit = await db.findOneBy(Unit, { id: unitId });
    if (unit === null) throw new DomainError('not_found', 'There is no unit of this id.');
    return unit;
  }
}

/** Of each unit of a corridor that is not retired only what a map needs. */
export function readUnitFacts(db: EntityManager, corridorId: string): Promise<unknown[]> {
  return db.query(
    `SELECT id, institution_id AS "institutionId", name, emt_type AS "emtType", state FROM corridor_unit WHERE corridor_id = $1 AND state <> 'retired' ORDER BY name, id`,
    [corridorId],
  );
}
