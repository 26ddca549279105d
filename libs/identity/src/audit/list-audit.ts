import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { identity, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';

type Entry = Output<typeof identity.listAudit>;

@Injectable()
@Answers(identity.listAudit, () => theHub)
export class ListAudit implements QueryHandler<typeof identity.listAudit> {
  async execute(_actor: Principal, params: Params<typeof identity.listAudit>, db: EntityManager): Promise<Page<Entry>> {
    const before = placeOf(params.iterator, z.uuid());
    const rows = await db.query<(Omit<Entry, 'at'> & { at: Date })[]>(
      `SELECT id, at, actor, credential, action, object_kind AS "objectKind", object_id AS "objectId", outcome, address FROM identity_audit
       WHERE ($1::uuid IS NULL OR id < $1) AND ($2::text IS NULL OR object_id = $2) AND ($3::text IS NULL OR actor = $3)
       ORDER BY id DESC LIMIT $4`,
      [before, params.objectId ?? null, params.actor ?? null, params.limit + 1],
    );
    return pageOf(rows.map((row) => ({ ...row, at: row.at.toISOString() })), params.limit, (row) => row.id);
  }
}
