import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import { reports } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { UnitOfWork } from '#log';
import { Authenticator, identify, Limits, QueryBus, Rights, sendProblem, validate } from '#realtime';
import { z } from 'zod';
import { handOut, type StoredFile } from './hand-out.js';
import { readBytes } from './keep-file.js';

interface Row extends StoredFile {
  readonly document_id: string;
  readonly grounds: Readonly<Record<string, readonly string[]>>;
}

const wanted = z.strictObject({ runId: z.uuid(), format: reports.format });

/** The files of a run: to each reader those that were made for them, as long as they may still see what is in them. */
@Controller('api/v1/reports/runs/:runId/files')
export class FilesController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: QueryBus,
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
    private readonly rights: Rights,
  ) {}

  @Get(':format')
  async file(@Param() params: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    try {
      const actor = await identify(request.raw, this.authenticator);
      this.limits.spendFor(reply, actor.actor);
      const { runId, format } = validate(wanted, params);
      // Whoever may not know of the run hears that there is none, as at every other door.
      await this.queries.ask(actor, reports.readRun.name, { runId });
      const file = await this.unitOfWork.read(actor, [runId], (db) => find(db, actor, runId, format));
      await this.insistOnGrounds(actor, file.grounds);
      const bytes = await this.unitOfWork.read(actor, [runId], (db) => readBytes(db, file.document_id, format));
      if (bytes === null) throw gone();
      handOut(request, reply, file, bytes);
    } catch (error) {
      sendProblem(reply, error);
    }
  }

  /** Rights may have been lost since: what was shown on them is not shown any more. @throws DomainError report_rights_changed */
  private async insistOnGrounds(actor: Principal, grounds: Row['grounds']): Promise<void> {
    // The file is judged as its making was: by what the person may read, not by what this key of theirs may.
    const person = { ...actor, scopes: null };
    for (const [stream, labels] of Object.entries(grounds)) {
      const now = await this.rights.labels(person, stream);
      if (!labels.every((label) => now?.has(label) === true)) throw new DomainError('report_rights_changed', 'You may not see all any more that this file was made of: have the report made anew.');
    }
  }
}

async function find(db: EntityManager, actor: Principal, runId: string, format: string): Promise<Row> {
  const [row] = await db.query<(Row & { gone: boolean })[]>(
    `SELECT d.id AS document_id, d.grounds, f.format, f.name, f.sha256, r.files_gone_at IS NOT NULL AS gone
     FROM report_document d JOIN report_run r ON r.id = d.run_id LEFT JOIN report_file f ON f.document_id = d.id AND f.format = $3
     WHERE d.run_id = $1 AND d.reader_id = $2 AND d.sight = 'own'`, [runId, actor.personId, format]);
  if (row?.gone === true) throw gone();
  if (row?.format == null) throw new DomainError('not_found', 'This run made no such file for you.');
  return row;
}

const gone = (): DomainError => new DomainError('report_gone', 'The files of this run were taken away, as its schedule has it.');
