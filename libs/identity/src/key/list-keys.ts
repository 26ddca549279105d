import { Injectable } from '@nestjs/common';
import { LessThan, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { identity, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';
import { ApiKey } from './api-key.entity.js';

type Item = Output<typeof identity.listKeys>;

@Injectable()
@Answers(identity.listKeys, () => theHub)
export class ListKeys implements QueryHandler<typeof identity.listKeys> {
  async execute(actor: Principal, params: Params<typeof identity.listKeys>, db: EntityManager): Promise<Page<Item>> {
    if (actor.personId === null) return { data: [], iterator: null, done: true };
    const before = placeOf(params.iterator, z.uuid());
    const keys = await db.find(ApiKey, { where: { personId: actor.personId, ...(before === null ? {} : { id: LessThan(before) }) }, order: { id: 'DESC' }, take: params.limit + 1 });
    return pageOf(keys.map(toItem), params.limit, (item) => item.id);
  }
}

function toItem(key: ApiKey): Item {
  return {
    id: key.id, name: key.name, prefix: key.prefix, scopes: key.scopes, createdAt: key.createdAt.toISOString(), expiresAt: key.expiresAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null, revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}
