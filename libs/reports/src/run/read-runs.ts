import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { reports, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { formatPosition } from '#log';
import { Answers, pageOf, placeOf, type Granted, type Page, type QueryHandler } from '#realtime';
import { RUN_COLUMNS, toRun, type RunRow } from './run.rows.js';

type Item = Output<typeof reports.listRuns>;
type Whole = Output<typeof reports.readRun>;

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** Row-level security leaves whoever is neither owner nor administrator the runs that were made for them. */
@Injectable()
@Answers(reports.listRuns, (params) => ({ kind: 'report', id: params.scheduleId }))
export class ListRuns implements QueryHandler<typeof reports.listRuns> {
  async execute(_: Principal, { scheduleId, state, limit, iterator }: Params<typeof reports.listRuns>, db: EntityManager): Promise<Page<Item>> {
    const [nominalAt, id] = placeOf(iterator, place) ?? [null, null];
    const rows = await db.query<RunRow[]>(
      `SELECT ${RUN_COLUMNS} FROM report_run WHERE schedule_id = $1 AND ($2::text IS NULL OR state = $2) AND ($3::timestamptz IS NULL OR (nominal_at, id) < ($3, $4::uuid))
       ORDER BY nominal_at DESC, id DESC LIMIT $5`, [scheduleId, state ?? null, nominalAt, id, limit + 1]);
    return pageOf(rows.map(toRun), limit, (run) => [run.nominalAt, run.id]);
  }
}

interface DocumentRow {
  readonly id: string;
  readonly events: number | null;
  readonly digest: string | null;
  readonly corrections: string[] | null;
}

@Injectable()
@Answers(reports.readRun, (params) => ({ kind: 'report_run', id: params.runId }))
export class ReadRun implements QueryHandler<typeof reports.readRun> {
  async execute(actor: Principal, { runId }: Params<typeof reports.readRun>, db: EntityManager, { standing }: Granted): Promise<Whole> {
    const [run] = await db.query<RunRow[]>(`SELECT ${RUN_COLUMNS} FROM report_run WHERE id = $1`, [runId]);
    if (run === undefined) throw new DomainError('not_found', 'There is no run of this id.');
    const [own] = await db.query<DocumentRow[]>(`SELECT id, events, digest, corrections FROM report_document WHERE run_id = $1 AND reader_id = $2 AND sight = 'own'`, [runId, actor.personId]);
    return {
      ...toRun(run), range: rangeOf(run, own), corrections: own?.corrections ?? [], files: own === undefined ? [] : await filesOf(db, own.id),
      readers: standing.has('owner') ? await readersOf(db, runId) : null,
    };
  }
}

function rangeOf({ epoch, up_to: upTo }: RunRow, own: DocumentRow | undefined): Whole['range'] {
  if (epoch === null || own?.events == null || own.digest === null) return null;
  return { after: formatPosition(epoch, 0), upTo: formatPosition(epoch, Number(upTo)), events: own.events, digest: own.digest };
}

async function filesOf(db: EntityManager, documentId: string): Promise<Whole['files']> {
  const rows = await db.query<{ format: Whole['files'][number]['format']; name: string; bytes: number; sha256: Buffer }[]>(
    `SELECT format, name, bytes, sha256 FROM report_file WHERE document_id = $1 AND format <> 'document' ORDER BY format`, [documentId]);
  return rows.map(({ sha256, ...file }) => ({ ...file, sha256: sha256.toString('hex') }));
}

async function readersOf(db: EntityManager, runId: string): Promise<number> {
  const [row] = await db.query<{ readers: number }[]>(`SELECT count(*)::int AS readers FROM report_document WHERE run_id = $1 AND told AND state = 'made'`, [runId]);
  return row?.readers ?? 0;
}
