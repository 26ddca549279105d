import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';

type Kept = Output<typeof corridor.listOperations>;
type Row = Omit<Kept, 'at' | 'receivedAt' | 'settledAt'> & { at: Date; receivedAt: Date; settledAt: Date | null };

const KEPT = `SELECT id, client_id AS "clientId", counter, at, received_at AS "receivedAt", person_id AS "personId", command, base_version AS "baseVersion", status, code, message, details, sent, there,
  settled_at AS "settledAt", settled_by AS "settledBy", settlement, note FROM corridor_operation`;

@Injectable()
@Answers(corridor.listOperations, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class ListOperations implements QueryHandler<typeof corridor.listOperations> {
  async execute(_: Principal, { deploymentId, open, limit, iterator }: Params<typeof corridor.listOperations>, db: EntityManager): Promise<Page<Kept>> {
    const [settled, id] = placeOf(iterator, z.tuple([z.boolean(), z.uuid()])) ?? [null, null];
    const rows = await db.query<Row[]>(
      `${KEPT} WHERE deployment_id = $1 AND status <> 'accepted' AND ($2::boolean IS NULL OR (settled_at IS NULL) = $2)
       AND ($3::boolean IS NULL OR (settled_at IS NOT NULL, id) > ($3, $4)) ORDER BY settled_at IS NOT NULL, id LIMIT $5`,
      [deploymentId, open ?? null, settled, id, limit + 1],
    );
    return pageOf(rows.map(view), limit, (row) => [row.settledAt !== null, row.id]);
  }
}

function view({ at, receivedAt, settledAt, ...row }: Row): Kept {
  return { ...row, at: at.toISOString(), receivedAt: receivedAt.toISOString(), settledAt: settledAt?.toISOString() ?? null };
}
