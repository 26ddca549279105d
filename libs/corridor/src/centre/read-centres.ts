import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import { DomainError, systemClock, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { Centre, type CentreView } from './centre.entity.js';
import { openNow } from './open-now.js';

const place = z.tuple([z.string(), z.uuid()]);

@Injectable()
@Answers(corridor.listCentres, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListCentres implements QueryHandler<typeof corridor.listCentres> {
  async execute(_: Principal, { corridorId, limit, iterator }: Params<typeof corridor.listCentres>, db: EntityManager): Promise<Page<CentreView>> {
    const [name, id] = placeOf(iterator, place) ?? [null, null];
    const found = db.createQueryBuilder(Centre, 'c').where('c.corridorId = :corridorId', { corridorId }).orderBy('c.name').addOrderBy('c.id').limit(limit + 1);
    if (name !== null) found.andWhere('(c.name, c.id) > (:name, :id)', { name, id });
    return pageOf((await found.getMany()).map(view), limit, (row) => [row.name, row.id]);
  }
}

@Injectable()
@Answers(corridor.readCentre, (params) => ({ kind: 'centre', id: params.centreId }))
export class ReadCentre implements QueryHandler<typeof corridor.readCentre> {
  async execute(_: Principal, { centreId }: Params<typeof corridor.readCentre>, db: EntityManager): Promise<Output<typeof corridor.readCentre>> {
    const centre = await db.findOneBy(Centre, { id: centreId });
    if (centre === null) throw new DomainError('not_found', 'There is no centre of this id.');
    return view(centre);
  }
}

function view({ latitude, longitude, ...centre }: Centre): CentreView {
  return { ...centre, point: { latitude, longitude }, openNow: openNow(centre.hours, centre.zone, systemClock.now()) };
}

/** Of each open centre of a corridor only what a map needs. */
export function readCentreFacts(db: EntityManager, corridorId: string): Promise<unknown[]> {
  return db.query(
    `SELECT id, institution_id AS "institutionId", name, country_code AS "countryCode", zone, latitude, longitude FROM corridor_centre WHERE corridor_id = $1 AND state = 'open' ORDER BY name, id`,
    [corridorId],
  );
}
