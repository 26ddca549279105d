import type { EntityManager } from 'typeorm';
import { sharesFor } from '../sharing/shares-for.js';

/** Missing reports that a snapshot names at the most: the rest stands in the list. */
const MISSING = 50;

/** Of each deployment the latest report that readers of these labels may read, without its counts; and which reports are missing, which every member knows. */
export async function readReportFacts(db: EntityManager, corridorId: string, labels: ReadonlySet<string>): Promise<unknown> {
  const owners = [...(await sharesFor(db, corridorId, 'report', labels)).keys()];
  const latest = await db.query<unknown[]>(
    `SELECT DISTINCT ON (deployment_id) deployment_id AS "deploymentId", id AS "reportId", day::text AS day, form, version, late FROM corridor_report
     WHERE corridor_id = $1 AND current AND institution_id = ANY ($2) ORDER BY deployment_id, day DESC, submitted_at DESC`,
    [corridorId, owners],
  );
  const missing = await db.query<unknown[]>(
    `SELECT o.deployment_id AS "deploymentId", o.day::text AS day FROM corridor_report_due o
     WHERE o.corridor_id = $1 AND o.submitted_at IS NULL AND o.raised_at IS NOT NULL ORDER BY o.day DESC, o.deployment_id LIMIT ${MISSING}`,
    [corridorId],
  );
  return { latest, missing };
}
