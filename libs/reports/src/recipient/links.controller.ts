import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { reports } from '#contracts';
import { DomainError, hashSecret, systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { Limits, sendProblem } from '#realtime';
import { ReportClock } from '../clock.js';
import { handOut, type StoredFile } from '../file/hand-out.js';
import { readBytes } from '../file/keep-file.js';

const DOOR = systemActor('report links');
/** Letters of a secret; anything else is none of ours, and is not even looked up. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/**
 * The door of those who were sent a link: one report, as its owner let it out. A link that has ended, or never was, is not there. Its secret
 * is in the path alone, which is neither logged nor measured nor sent on.
 */
@Controller('api/v1/report-links')
export class LinksController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly limits: Limits,
    private readonly clock: ReportClock,
  ) {}

  /** Without a format the first that the schedule names. */
  @Get(':token')
  async follow(@Param('token') token: string, @Query('format') format: string | undefined, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    try {
      this.limits.spendFor(reply, `address:${request.ip}`);
      void reply.header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex');
      const wanted = reports.format.optional().safeParse(format);
      if (!TOKEN.test(token) || !wanted.success) throw missing();
      const { file, bytes } = await this.read(token, wanted.data ?? null);
      handOut(request, reply, file, bytes);
    } catch (error) {
      sendProblem(reply, error);
    }
  }

  private read(token: string, format: string | null): Promise<{ file: StoredFile; bytes: Buffer }> {
    return this.unitOfWork.run(DOOR, [], async ({ db }) => {
      const now = this.clock.now();
      const [[link]] = await db.query<[{ document_id: string; first: StoredFile['format'] }[], number]>(
        `UPDATE report_link l SET follows = follows + 1, last_followed_at = $2 FROM report_link_token t, report_run r
         WHERE t.token_hash = $1 AND l.id = t.link_id AND l.revoked_at IS NULL AND l.ends_at > $2 AND r.id = l.run_id AND r.files_gone_at IS NULL
         RETURNING l.document_id, r.plan->'formats'->>0 AS first`, [hashSecret(token), now]);
      if (link === undefined) throw missing();
      const [file] = await db.query<StoredFile[]>('SELECT format, name, sha256 FROM report_file WHERE document_id = $1 AND format = $2', [link.document_id, format ?? link.first]);
      const bytes = file === undefined ? null : await readBytes(db, link.document_id, file.format);
      if (file === undefined || bytes === null) throw missing();
      return { file, bytes };
    });
  }
}

const missing = (): DomainError => new DomainError('not_found', 'There is no such link, or it has ended.');
