import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { events, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';

type Item = Output<typeof events.listProofKeys>;
interface Row { readonly id: string; readonly public_key: string; readonly created_at: Date; readonly retired_at: Date | null }

@Injectable()
@Answers(events.listProofKeys, () => theHub)
export class ListProofKeys implements QueryHandler<typeof events.listProofKeys> {
  async execute(_: Principal, { limit, iterator }: Params<typeof events.listProofKeys>, db: EntityManager): Promise<Page<Item>> {
    const before = placeOf(iterator, z.object({ createdAt: z.iso.datetime(), id: z.string() }));
    const rows = await db.query<Row[]>(
      `SELECT id, public_key, created_at, retired_at FROM events_proof_key WHERE $1::timestamptz IS NULL OR (created_at, id) < ($1, $2)
       ORDER BY created_at DESC, id DESC LIMIT $3`,
      [before?.createdAt ?? null, before?.id ?? null, limit + 1],
    );
    return pageOf(rows.map(toItem), limit, ({ createdAt, id }) => ({ createdAt, id }));
  }
}

function toItem(row: Row): Item {
  return { id: row.id, publicKey: row.public_key, createdAt: row.created_at.toISOString(), retiredAt: row.retired_at?.toISOString() ?? null };
}
