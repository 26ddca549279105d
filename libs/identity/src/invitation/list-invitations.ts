import { Injectable } from '@nestjs/common';
import { IsNull, LessThan, MoreThan, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { identity, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';
import { Invitation } from './invitation.entity.js';

type Item = Output<typeof identity.listInvitations>;

@Injectable()
@Answers(identity.listInvitations, () => theHub)
export class ListInvitations implements QueryHandler<typeof identity.listInvitations> {
  async execute(_actor: Principal, params: Params<typeof identity.listInvitations>, db: EntityManager): Promise<Page<Item>> {
    const before = placeOf(params.iterator, z.uuid());
    const open = await db.find(Invitation, { where: { closedAt: IsNull(), expiresAt: MoreThan(new Date()), ...(before === null ? {} : { id: LessThan(before) }) }, order: { id: 'DESC' }, take: params.limit + 1 });
    return pageOf(open.map(toItem), params.limit, (item) => item.id);
  }
}

function toItem({ id, personId, createdAt, expiresAt }: Invitation): Item {
  return { id, personId, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
}
