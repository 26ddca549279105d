import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnDays } from './insist-on-days.js';

type Restricted = Output<typeof corridor.readRestricted>;

/** Lines of one answer at the most. */
const LINES = 1_000;

/**
 * The one way to the starred items. The policy lets the named role of the two parties in, row-level security asks once more
 * for their post, and the line in the audit trail is written in the transaction that reads.
 */
@Injectable()
@Handles(corridor.readRestricted, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class ReadRestricted implements CommandHandler<typeof corridor.readRestricted> {
  async execute(actor: Principal, { deploymentId, from, to }: Input<typeof corridor.readRestricted>, work: Work): Promise<Restricted> {
    insistOnDays(from, to);
    await noteAudit(work.db, actor, work.now, { action: corridor.readRestricted.name, object: { kind: 'deployment', id: deploymentId } });
    const lines = await work.db.query<(Omit<Restricted['lines'][number], 'sex'> & { sex: number })[]>(
      `SELECT l.encounter_id AS "encounterId", e.day::text AS day, l.item, e.age_group AS "ageGroup", e.sex, l.note
       FROM corridor_restricted_line l JOIN corridor_encounter e USING (deployment_id, encounter_id, revision)
       WHERE e.deployment_id = $1 AND e.day BETWEEN $2 AND $3 AND e.current AND NOT e.withdrawn ORDER BY e.day, l.encounter_id, l.item LIMIT ${LINES + 1}`,
      [deploymentId, from, to],
    );
    const counts = await work.db.query<Restricted['counts']>(
      `SELECT c.day::text AS day, c.form, c.version, c.item, c.report_column AS column, c.count FROM corridor_restricted_count c JOIN corridor_report r ON r.id = c.report_id
       WHERE c.deployment_id = $1 AND c.day BETWEEN $2 AND $3 AND r.current ORDER BY c.day, c.form, c.item, c.report_column`,
      [deploymentId, from, to],
    );
    const named = lines.slice(0, LINES).map((line) => ({ ...line, sex: corridor.patientSex.options[line.sex - 1] ?? '' }));
    return { lines: named, done: lines.length <= LINES, counts };
  }
}
