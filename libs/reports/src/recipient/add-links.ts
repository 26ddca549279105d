import type { EntityManager } from 'typeorm';
import { newId } from '#kernel';
import type { RunRow } from '../run/run.rows.js';

const DAY = 86_400_000;

/** Adds a link for each address among the recipients of a run, to what was made for it. @returns the links that are to be sent */
export async function addLinks(db: EntityManager, { id: runId, schedule_id: scheduleId, owner_id: ownerId, plan }: RunRow, now: Date): Promise<readonly string[]> {
  const added: string[] = [];
  for (const recipient of plan.recipients) {
    if (recipient.to !== 'address') continue;
    const rows = await db.query<{ id: string }[]>(
      `INSERT INTO report_link (id, schedule_id, run_id, owner_id, document_id, email, sight, created_at, ends_at, send_at)
       SELECT $1, $2, $3, $4, d.id, $5, d.sight, $6, $7, $6 FROM report_document d WHERE d.run_id = $3 AND d.sight = $8 AND d.state = 'made'
       ON CONFLICT ON CONSTRAINT one_link_for_an_address DO NOTHING RETURNING id`,
      [newId(), scheduleId, runId, ownerId, recipient.email, now, new Date(now.getTime() + recipient.days * DAY), recipient.grant]);
    added.push(...rows.map(({ id }) => id));
  }
  return added;
}
