import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { setting } from '#config';
import { DomainError } from '#kernel';
import { bearerToken, bytesOf, Limits, openRawDoors, sendProblem } from '#realtime';
import { NoteReport } from './note-report.js';
import { readReport } from './read-report.js';

const secret = setting('HUB_BOUNCE_SECRET', z.string().min(24, 'at least 24 characters').max(200).regex(/^[\x21-\x7e]+$/, 'printable characters without spaces').optional(), 'what the mail system that forwards delivery reports to POST /api/v1/mail-reports sends as Authorization: Bearer …; where it is not set, that door is closed', { secret: true });

/** Bytes of a report. A mail that came back may be in it as a whole. */
const MOST = 1_048_576;

/** Where a mail system posts what came back: a raw delivery report (RFC 3464) or a complaint (RFC 5965) for each request. */
@Injectable()
export class ReportDoor implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly noteReport: NoteReport,
    private readonly limits: Limits,
  ) {}

  onModuleInit(): void {
    openRawDoors(this.host, (scope) => {
      scope.post('/api/v1/mail-reports', (request, reply) => this.take(request, reply));
    }, MOST);
  }

  private async take(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      insistOnSecret(request);
      this.limits.spendFor(reply, 'mail:reports');
      const reports = readReport(bytesOf(request).toString('latin1'));
      if (reports.length === 0) throw new DomainError('bounce_unreadable', 'The body is no delivery report and no complaint: send the message as it came, with its headers.');
      void reply.send({ reports: reports.length, noted: await this.noteReport.execute(reports) });
    } catch (error) {
      sendProblem(reply, error);
    }
  }
}

/** Without a secret there is no such door; compared by digest, so that the time it takes tells nothing. */
function insistOnSecret({ headers }: FastifyRequest): void {
  if (secret.value === undefined) throw new DomainError('not_found', 'This hub takes no mail reports: HUB_BOUNCE_SECRET is not set.');
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(bearerToken(headers.authorization) ?? ''), digest(secret.value))) throw new DomainError('unauthenticated', 'Send the secret of mail reports as Authorization: Bearer ….');
}
