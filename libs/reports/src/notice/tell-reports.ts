import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { reports, type Data, type stream } from '#contracts';
import { telling, Tells, type Telling } from '#log';
import type { Plan } from '../run/run.rows.js';
import { streamOf } from '../schedule/schedule.entity.js';

interface ToldRow {
  readonly subject: string;
  readonly people: string[];
}

/** Says who is told of a report: those for whom something was made; its owner too when it could not be made. */
@Injectable()
export class TellReports {
  @Tells(reports.runEnded)
  async ended(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { scheduleId, runId, nominalAt, state } = event.data as Data<typeof reports.runEnded>;
    if (state === 'skipped') return [];
    const [run] = await db.query<{ owner_id: string; plan: Plan }[]>('SELECT owner_id, plan FROM report_run WHERE id = $1', [runId]);
    if (run === undefined) return [];
    const about = streamOf(scheduleId);
    const formats = run.plan.formats.map((format) => format.toUpperCase()).join(', ');
    // One telling for each subject: it is written in the language of each reader's report.
    const made = await db.query<ToldRow[]>(
      `SELECT subject, array_agg(reader_id::text ORDER BY reader_id) AS people FROM report_document WHERE run_id = $1 AND told AND state = 'made' AND sight = 'own' GROUP BY subject ORDER BY subject`, [runId]);
    const told = made.map(({ subject: title, people }, n) => telling(reports.reportReady, { key: `${runId}:${n}`, about, to: people, facts: { title, nominalAt, formats } }));
    if (state !== 'failed') return told;
    return [...told, telling(reports.reportFailed, { key: runId, about, to: [run.owner_id], facts: { title: run.plan.name, nominalAt } })];
  }
}
