import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { events, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';
import { ProofKeys } from './proof-keys.js';

@Injectable()
@Answers(events.listProofKeys, () => theHub)
export class ListProofKeys implements QueryHandler<typeof events.listProofKeys> {
  constructor(private readonly keys: ProofKeys) {}

  async execute(_: Principal, { limit, iterator }: Params<typeof events.listProofKeys>, db: EntityManager): Promise<Page<Output<typeof events.listProofKeys>>> {
    const keys = await this.keys.list(db, limit + 1, placeOf(iterator, z.tuple([z.iso.datetime(), z.string()])));
    return pageOf(keys, limit, ({ createdAt, id }) => [createdAt, id]);
  }
}
