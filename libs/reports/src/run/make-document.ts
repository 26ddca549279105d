import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '#db';
import { systemActor } from '#kernel';
import { canonicalJson } from '#log';
import { languageFor } from '#words';
import type { ReportDocument } from '../document/document.js';
import { insistOnSize, keepFile, nameOfFile, readBytes, type ReportFile } from '../file/keep-file.js';
import { forms } from '../form/forms.js';
import { Forms } from '../form/make-form.js';
import { compareDocuments } from '../gathering/compare-documents.js';
import { FindReaders } from '../gathering/find-readers.js';
import { GatherReport, isEmpty } from '../gathering/gather-report.js';
import type { Sight } from '../gathering/sight.js';
import { writeSubject } from '../schedule/write-subject.js';
import { say } from '../words/say.js';
import { insistOnLease, type Lease } from './run-leases.js';
import { spanOf } from './run.rows.js';

const system = systemActor('reports');

/** A document that a run has to make. */
export interface DueDocument {
  readonly id: string;
  readonly reader_id: string;
  readonly sight: Sight;
}

/** What was made of one document, for others of the same run that say the same. */
export type Made = Map<string, readonly ReportFile[]>;
/** Documents of a run that are remembered for that. */
const REMEMBERED = 4;

/** The last document that a reader was given of the same schedule and window; of a run over the same events, that of the run it repeats. */
const EARLIER = `SELECT d.id, d.language, d.corrections FROM report_document d JOIN report_run r ON r.id = d.run_id
  WHERE r.schedule_id = $1 AND d.reader_id = $2 AND d.sight = $3 AND d.state = 'made' AND r.files_gone_at IS NULL AND r.id <> $4
    AND r.window_from IS NOT DISTINCT FROM $5 AND r.window_to IS NOT DISTINCT FROM $6 AND r.plan->>'kind' = $7 AND r.plan->'params' = $8::jsonb AND ($9::uuid IS NULL OR r.id = $9)
  ORDER BY r.ended_at DESC NULLS LAST LIMIT 1`;

interface EarlierRow {
  readonly id: string;
  readonly language: ReportDocument['language'];
  readonly corrections: string[];
}

/** Makes one document of a run, in all of its forms, for one reader. */
@Injectable()
export class MakeDocument {
  constructor(
    private readonly database: Database,
    private readonly readers: FindReaders,
    private readonly gathering: GatherReport,
    private readonly forms: Forms,
  ) {}

  /** @throws DomainError where it cannot be made; Error for a fault that may pass */
  async make(lease: Lease, due: DueDocument, made: Made, signal: AbortSignal): Promise<void> {
    const { run } = lease;
    const { plan } = run;
    const reader = await this.readers.one(due.reader_id);
    if (reader === null) return this.write(lease, due, { state: 'dropped', error: 'The reader is not active in the hub any more.' });
    const earlier = await this.earlier(lease, due);
    const same = run.again !== null && earlier !== null && (await this.isSame(lease));
    const language = (same ? earlier.language : null) ?? plan.language ?? languageFor(reader.language);
    const window = spanOf(run);
    const { document: gathered, grounds } = await this.gathering.gather({
      reader: reader.principal, sight: due.sight, kind: plan.kind, params: plan.params, window, language, zone: plan.zone, range: { epoch: run.epoch, upTo: Number(run.up_to) },
    });
    const corrections = same ? earlier.corrections : await this.corrections(earlier, gathered);
    const document: ReportDocument = { ...gathered, corrections, madeAt: (run.started_at ?? run.planned_at).toISOString() };
    const subject = writeSubject(plan.subject, { name: plan.name, nominalAt: run.nominal_at, window, zone: plan.zone }, language);
    const facts = { language, subject, events: document.range.events, digest: document.range.digest, grounds, corrections };
    if (plan.skipIfEmpty && isEmpty(document)) return this.write(lease, due, { state: 'empty', ...facts });
    await this.write(lease, due, { state: 'made', ...facts, files: await this.files(lease, document, subject, made, signal) });
  }

  /** Notes why a document cannot be made. */
  fail(lease: Lease, due: DueDocument, error: string): Promise<void> {
    return this.write(lease, due, { state: 'failed', error });
  }

  /** Whether the run goes over exactly the events of the run that it repeats. */
  private async isSame({ run }: Lease): Promise<boolean> {
    const rows = await this.database.transaction(system, [], (db) => db.query<object[]>('SELECT FROM report_run WHERE id = $1 AND epoch = $2 AND up_to = $3', [run.again, run.epoch, run.up_to]), 'snapshot');
    return rows.length > 0;
  }

  private async earlier({ run }: Lease, { reader_id: readerId, sight }: DueDocument): Promise<EarlierRow | null> {
    const rows = await this.database.transaction(system, [], (db) => db.query<EarlierRow[]>(
      EARLIER, [run.schedule_id, readerId, sight, run.id, run.window_from, run.window_to, run.plan.kind, JSON.stringify(run.plan.params), run.again]), 'snapshot');
    return rows[0] ?? null;
  }

  private async corrections(earlier: EarlierRow | null, now: ReportDocument): Promise<readonly string[]> {
    if (earlier === null) return [];
    const bytes = await this.database.transaction(system, [], (db) => readBytes(db, earlier.id, 'document'), 'snapshot');
    if (bytes === null) return [];
    return compareDocuments(JSON.parse(gunzipSync(bytes).toString('utf8')) as ReportDocument, now, (key, facts) => say(now.language, key, facts));
  }

  /** Readers who see the same share the work. */
  private async files({ run: { plan } }: Lease, document: ReportDocument, subject: string, made: Made, signal: AbortSignal): Promise<readonly ReportFile[]> {
    const text = canonicalJson(document);
    const key = createHash('sha256').update(subject).update(text).digest('hex');
    const known = made.get(key);
    if (known !== undefined) return known;
    const files: ReportFile[] = [{ format: 'document', name: 'document', bytes: gzipSync(text) }];
    for (const format of plan.formats) files.push({ format, name: nameOfFile(subject, forms[format].extension), bytes: await this.forms.make(document, format, signal) });
    files.forEach(insistOnSize);
    for (const oldest of [...made.keys()].slice(0, Math.max(0, made.size - REMEMBERED + 1))) made.delete(oldest);
    made.set(key, files);
    return files;
  }

  private write(lease: Lease, due: DueDocument, outcome: Outcome): Promise<void> {
    return this.database.transaction(system, [], async (db) => {
      await insistOnLease(db, lease);
      await writeOutcome(db, due, outcome);
    });
  }
}

interface Outcome {
  readonly state: 'made' | 'empty' | 'failed' | 'dropped';
  readonly error?: string;
  readonly language?: string;
  readonly subject?: string;
  readonly events?: number;
  readonly digest?: string;
  readonly grounds?: object;
  readonly corrections?: readonly string[];
  readonly files?: readonly ReportFile[];
}

async function writeOutcome(db: EntityManager, { id, reader_id: readerId }: DueDocument, outcome: Outcome): Promise<void> {
  const { state, error, language, subject, events, digest, grounds, corrections, files = [] } = outcome;
  await db.query(
    `UPDATE report_document SET state = $2, error = $3, language = $4, subject = $5, events = $6, digest = $7, grounds = $8, corrections = $9, made_at = clock_timestamp() WHERE id = $1 AND state = 'due'`,
    [id, state, error ?? null, language ?? null, subject ?? null, events ?? null, digest ?? null, JSON.stringify(grounds ?? {}), JSON.stringify(corrections ?? [])]);
  for (const file of files) await keepFile(db, { documentId: id, readerId }, file);
}
