import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import { systemClock, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';

type View = Output<typeof corridor.listLate>;
interface Row extends Omit<View, 'dueAt' | 'submittedAt'> {
  readonly dueAt: Date;
  readonly submittedAt: Date | null;
}

const place = z.tuple([z.iso.date(), z.uuid()]);

/** Latest days first: what is missing after its time, and what came after it. */
@Injectable()
@Answers(corridor.listLate, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListLate implements QueryHandler<typeof corridor.listLate> {
  async execute(_: Principal, { corridorId, limit, iterator }: Params<typeof corridor.listLate>, db: EntityManager): Promise<Page<View>> {
    const [day, id] = placeOf(iterator, place) ?? [null, null];
    const rows = await db.query<Row[]>(
      `SELECT o.deployment_id AS "deploymentId", d.unit_id AS "unitId", o.institution_id AS "institutionId", o.day::text AS day, o.due_at AS "dueAt",
         CASE WHEN o.submitted_at IS NULL THEN 'missing' ELSE 'late' END AS state, o.submitted_at AS "submittedAt"
       FROM corridor_report_due o JOIN corridor_deployment d ON d.id = o.deployment_id
       WHERE o.corridor_id = $1 AND o.due_at <= $2 AND (o.submitted_at IS NULL OR o.submitted_at > o.due_at) AND ($3::date IS NULL OR (o.day, o.deployment_id) < ($3, $4::uuid))
       ORDER BY o.day DESC, o.deployment_id DESC LIMIT $5`,
      [corridorId, systemClock.now(), day, id, limit + 1],
    );
    return pageOf(rows.map((row) => ({ ...row, dueAt: row.dueAt.toISOString(), submittedAt: row.submittedAt?.toISOString() ?? null })), limit, (row) => [row.day, row.deploymentId]);
  }
}
