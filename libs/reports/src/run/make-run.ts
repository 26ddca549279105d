import { Injectable, Logger } from '@nestjs/common';
import type { Data } from '#contracts';
import { reports } from '#contracts';
import { isUnavailable } from '#db';
import { DomainError, newId, systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { Jobs, Runs, type JobHandler, type JobRun } from '#queue';
import { ReportClock } from '../clock.js';
import { FindReaders } from '../gathering/find-readers.js';
import { FindRecipients } from '../recipient/find-recipients.js';
import { endRun, type Ending } from './end-run.js';
import { MakeDocument, type DueDocument, type Made } from './make-document.js';
import { insistOnLease, LeaseLost, RunLeases, type Lease } from './run-leases.js';

const system = systemActor('reports');
/** Tries of one run, those that a kill broke off among them; what takes longer to mend is for a person. */
const TRIES = 8;
/** Milliseconds before the second try; doubled each time. */
const FIRST_PAUSE = 5_000;

/** What a run is made with. */
@Injectable()
export class RunParts {
  constructor(readonly readers: FindReaders, readonly recipients: FindRecipients, readonly documents: MakeDocument, readonly jobs: Jobs, readonly clock: ReportClock) {}
}

/** Makes a run, document by document: what is made stays made, whatever becomes of the process. */
@Injectable()
@Runs(reports.makeRun)
export class MakeRun implements JobHandler<typeof reports.makeRun> {
  private readonly logger = new Logger('Reports');

  constructor(private readonly unitOfWork: UnitOfWork, private readonly leases: RunLeases, private readonly parts: RunParts) {}

  async run({ runId }: Data<typeof reports.makeRun>, { signal }: Pick<JobRun, 'signal'>): Promise<void> {
    const lease = await this.leases.take(runId, this.parts.clock.now());
    if (lease === null) return;
    try {
      await this.leases.keeping(lease, () => this.make(lease, signal));
    } catch (fault) {
      if (fault instanceof LeaseLost) return;
      if (signal.aborted || isUnavailable(fault)) return this.leases.release(lease, null).catch(() => undefined);
      await this.tryAgain(lease, fault);
    }
  }

  private async make(lease: Lease, signal: AbortSignal): Promise<void> {
    if (lease.run.tries > TRIES) return this.end(lease, { state: 'failed', error: 'The hub was broken off each time while it made this report.' });
    if (lease.run.epoch !== lease.epoch) return this.end(lease, { state: 'failed', error: 'The log was restored since: its events of then cannot be told apart any more.' });
    const owner = (await this.parts.readers.one(lease.run.owner_id))?.principal ?? null;
    if (owner === null) return this.end(lease, { state: 'skipped', error: 'The owner of the schedule is not active in the hub any more.' });
    try {
      await this.settleReaders(lease, await this.parts.recipients.people(owner, lease.run.plan.recipients));
    } catch (refusal) {
      if (!(refusal instanceof DomainError) || isUnavailable(refusal)) throw refusal;
      return this.end(lease, { state: 'failed', error: `Whom it is for could not be found out: ${refusal.message}` });
    }
    const made: Made = new Map();
    for (const due of await this.dueDocuments(lease)) {
      if (signal.aborted) return this.leases.release(lease, null);
      await this.makeOne(lease, due, made, signal);
    }
    await this.end(lease, null);
  }

  /** Settled once: a further try makes what is left for the same people. Without recipients a report is for its owner. */
  private async settleReaders(lease: Lease, people: ReadonlySet<string>): Promise<void> {
    const { run } = lease;
    const { recipients } = run.plan;
    const told = new Set(recipients.length === 0 ? [run.owner_id] : people);
    const sights = [...new Set(recipients.flatMap((one) => (one.to === 'address' ? [one.grant] : [])))];
    const wanted = [...new Set([run.owner_id, ...people])].map((id) => [id, 'own', told.has(id)] as const);
    await this.unitOfWork.run(system, [], async ({ db }) => {
      await insistOnLease(db, lease);
      const [known] = await db.query<object[]>('SELECT FROM report_document WHERE run_id = $1 LIMIT 1', [run.id]);
      if (known !== undefined) return;
      for (const [readerId, sight, isTold] of [...wanted, ...sights.map((sight) => [run.owner_id, sight, false] as const)]) {
        await db.query('INSERT INTO report_document (id, run_id, schedule_id, owner_id, reader_id, sight, told) VALUES ($1, $2, $3, $4, $5, $6, $7)', [newId(), run.id, run.schedule_id, run.owner_id, readerId, sight, isTold]);
      }
    });
  }

  private dueDocuments({ run }: Lease): Promise<DueDocument[]> {
    return this.unitOfWork.read(system, [], (db) => db.query<DueDocument[]>(`SELECT id, reader_id, sight FROM report_document WHERE run_id = $1 AND state = 'due' ORDER BY id`, [run.id]));
  }

  /** A refusal is about this reader alone; a fault of the hub may pass, and the run is tried again. */
  private async makeOne(lease: Lease, due: DueDocument, made: Made, signal: AbortSignal): Promise<void> {
    try {
      await this.parts.documents.make(lease, due, made, signal);
    } catch (refusal) {
      if (!(refusal instanceof DomainError) || isUnavailable(refusal) || refusal.code === 'reports_busy' || signal.aborted) throw refusal;
      await this.parts.documents.fail(lease, due, refusal.message);
    }
  }

  private async end(lease: Lease, ending: Ending | null): Promise<void> {
    const links = await this.unitOfWork.run(system, [], (work) => endRun(work, lease, this.parts.clock.now(), ending));
    if (links.length > 0) await this.parts.jobs.addAll(reports.sendLink, links.map((linkId) => ({ data: { linkId }, options: { key: linkId } }))).catch(() => undefined);
  }

  private async tryAgain(lease: Lease, fault: unknown): Promise<void> {
    const { id, tries } = lease.run;
    this.logger.warn({ err: fault, run: id, try: tries }, 'a report could not be made; it is tried again');
    if (tries >= TRIES) return this.end(lease, { state: 'failed', error: 'The hub met a fault of its own each time; its journal names this run.' });
    await this.leases.release(lease, new Date(this.parts.clock.now().getTime() + FIRST_PAUSE * 2 ** (tries - 1)));
  }
}
