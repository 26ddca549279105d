import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { reports } from '#contracts';
import { DomainError, hashSecret, systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { Limits, sendProblem, validate } from '#realtime';
import { ReportClock } from '../clock.js';
import { handOut, type StoredFile } from '../file/hand-out.js';
import { readBytes } from '../file/keep-file.js';

const DOOR = systemActor('report links');

type Linked = z.input<typeof reports.linkedReport>;

interface Row {
  readonly id: string;
  readonly document_id: string;
  readonly subject: string;
  readonly made_at: Date;
  readonly ends_at: Date;
  readonly over: boolean;
}

/**
 * The door of those who were sent a link: one report, as its owner let it out. Whoever holds a link that is over is told so; a
 * secret that never was one is not there. It comes in the body, so that it stands in no address, and what looks through mail
 * and follows its links opens nothing.
 */
@Controller('api/v1/report-links')
export class LinksController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly limits: Limits,
    private readonly clock: ReportClock,
  ) {}

  @Post('show')
  @HttpCode(200)
  async show(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Linked> {
    this.admit(request, reply);
    const { token } = validate(reports.showLink, body);
    return this.unitOfWork.read(DOOR, [], async (db) => {
      const link = await find(db, token, this.clock.now());
      const files = await db.query<Linked['files']>(`SELECT format, name, bytes FROM report_file WHERE document_id = $1 AND format <> 'document' ORDER BY format`, [link.document_id]);
      return { subject: link.subject, madeAt: link.made_at.toISOString(), endsAt: link.ends_at.toISOString(), files };
    });
  }

  @Post('fetch')
  @HttpCode(200)
  async fetch(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    try {
      this.admit(request, reply);
      const { token, format } = validate(reports.fetchLinked, body);
      const { file, bytes } = await this.read(token, format);
      handOut(request, reply, file, bytes);
    } catch (error) {
      sendProblem(reply, error);
    }
  }

  private admit({ ip }: FastifyRequest, reply: FastifyReply): void {
    this.limits.spendFor(reply, `address:${ip}`);
    void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex');
  }

  private read(token: string, format: StoredFile['format']): Promise<{ file: StoredFile; bytes: Buffer }> {
    return this.unitOfWork.run(DOOR, [], async ({ db }) => {
      const now = this.clock.now();
      const { id, document_id: documentId } = await find(db, token, now);
      const [file] = await db.query<StoredFile[]>('SELECT format, name, sha256 FROM report_file WHERE document_id = $1 AND format = $2', [documentId, format]);
      const bytes = file === undefined ? null : await readBytes(db, documentId, file.format);
      if (file === undefined || bytes === null) throw new DomainError('not_found', 'The report was not made in this format.');
      await db.query('UPDATE report_link SET follows = follows + 1, last_followed_at = $2 WHERE id = $1', [id, now]);
      return { file, bytes };
    });
  }
}

/** The link of a secret. @throws DomainError not_found, link_over */
async function find(db: EntityManager, token: string, now: Date): Promise<Row> {
  const [link] = await db.query<Row[]>(
    `SELECT l.id, l.document_id, d.subject, l.created_at AS made_at, l.ends_at, l.revoked_at IS NOT NULL OR l.ends_at <= $2 OR r.files_gone_at IS NOT NULL AS over
     FROM report_link_token t JOIN report_link l ON l.id = t.link_id JOIN report_document d ON d.id = l.document_id JOIN report_run r ON r.id = l.run_id WHERE t.token_hash = $1`, [hashSecret(token), now]);
  if (link === undefined) throw new DomainError('not_found', 'There is no such link.');
  if (link.over) throw new DomainError('link_over', 'The link was ended, its time is over, or the report is kept no longer.');
  return link;
}
