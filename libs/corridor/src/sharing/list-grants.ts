import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Granted, type Page, type QueryHandler } from '#realtime';
import { Grant, viewGrant, type GrantView } from './grant.entity.js';

/** A grant to all is known to all members, purpose and all; one between two to these two and the lead. */
@Injectable()
@Answers(corridor.listGrants, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListGrants implements QueryHandler<typeof corridor.listGrants> {
  async execute(_: Principal, { corridorId, limit, iterator, ended }: Params<typeof corridor.listGrants>, db: EntityManager, { standing }: Granted): Promise<Page<GrantView>> {
    const members = 'SELECT m.institution_id FROM corridor_member m WHERE m.corridor_id = :corridorId';
    const found = db.createQueryBuilder(Grant, 'g').where(`g.institutionId IN (${members})`).andWhere(`(g.readerInstitutionId IS NULL OR g.readerInstitutionId IN (${members}))`, { corridorId })
      .orderBy('g.id', 'DESC').limit(limit + 1);
    if (!standing.has('lead') && !standing.has('administrator')) found.andWhere('(g.readerInstitutionId IS NULL OR g.institutionId = ANY (corridor_acting()) OR g.readerInstitutionId = ANY (corridor_acting()))');
    if (ended === 'left_out') found.andWhere('g.endedAt IS NULL');
    const before = placeOf(iterator, corridor.id);
    if (before !== null) found.andWhere('g.id < :before', { before });
    return pageOf((await found.getMany()).map(viewGrant), limit, (row) => row.id);
  }
}
