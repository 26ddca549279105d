import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Data } from '#contracts';
import { reports } from '#contracts';
import { hashSecret, newSecret, systemActor } from '#kernel';
import { Duties, Letters, UnitOfWork } from '#log';
import { Jobs, Runs, type JobHandler, type JobRun } from '#queue';
import { publicOrigin } from '#realtime';
import { ReportClock } from '../clock.js';
import type { ReportLanguage } from '../schedule/schedule.entity.js';
import { letterWords } from './letter-words.js';

const system = systemActor('reports');
/** Seconds between two looks at links that are not sent yet. */
const EVERY = 15;
/** Milliseconds after which a link is tried again, by tries; after the last it is given up. The first covers the time that sending takes. */
const PAUSES = [60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 6 * 3_600_000];
const AT_ONCE = 200;

interface LinkRow {
  readonly id: string;
  readonly email: string;
  readonly ends_at: Date;
  readonly subject: string;
  readonly language: ReportLanguage;
}

/** Sends links to addresses outside of the hub. A try that breaks off is repeated under the same id of the letter. */
@Injectable()
@Runs(reports.sendLink)
export class SendLinks implements JobHandler<typeof reports.sendLink>, OnModuleInit {
  private readonly logger = new Logger('Reports');

  constructor(
    private readonly duties: Duties,
    private readonly unitOfWork: UnitOfWork,
    private readonly jobs: Jobs,
    private readonly letters: Letters,
    private readonly clock: ReportClock,
  ) {}

  onModuleInit(): void {
    this.duties.every(EVERY, 'sending links to reports', () => this.sweep());
  }

  /** Adds again what is due, whatever became of the job for it. */
  async sweep(): Promise<void> {
    const due = await this.unitOfWork.read(system, [], (db) => db.query<{ id: string }[]>(`SELECT id FROM report_link WHERE send_at <= $1 ORDER BY send_at LIMIT ${AT_ONCE}`, [this.clock.now()]));
    if (due.length > 0) await this.jobs.addAll(reports.sendLink, due.map(({ id }) => ({ data: { linkId: id }, options: { key: id } })));
  }

  async run({ linkId }: Data<typeof reports.sendLink>, { signal }: Pick<JobRun, 'signal'>): Promise<void> {
    const token = newSecret();
    const link = await this.take(linkId, token);
    if (link === null) return;
    const words = letterWords[link.language];
    const until = new Intl.DateTimeFormat(link.language, { dateStyle: 'long', timeZone: 'UTC', numberingSystem: 'latn' }).format(link.ends_at);
    try {
      await this.letters.send({
        id: link.id, address: link.email, language: link.language, title: link.subject, text: words.text.replace('{until}', until),
        action: { label: words.action, url: `${publicOrigin() ?? ''}/report#${token}` },
      }, signal);
      await this.settle(linkId, true);
    } catch (fault) {
      if (signal.aborted) return;
      this.logger.warn({ err: fault, link: linkId }, 'a link to a report could not be sent');
      if ((fault as { permanent?: unknown }).permanent === true) await this.settle(linkId, false);
    }
  }

  /** Takes the link for one try: nobody else tries before the pause is over. The secret opens it from now on. */
  private take(linkId: string, token: string): Promise<LinkRow | null> {
    return this.unitOfWork.run(system, [], async ({ db }) => {
      const now = this.clock.now();
      const [[link]] = await db.query<[(LinkRow & { tries: number })[], number]>(
        `UPDATE report_link l SET tries = tries + 1, send_at = CASE WHEN tries + 1 >= ${PAUSES.length} THEN NULL ELSE $2::timestamptz + make_interval(secs => ($3::int[])[tries + 1]) END
         FROM report_document d WHERE l.id = $1 AND d.id = l.document_id AND l.send_at <= $2 AND l.sent_at IS NULL AND l.revoked_at IS NULL AND l.ends_at > $2
         RETURNING l.id, l.email, l.ends_at, d.subject, d.language, l.tries`, [linkId, now, PAUSES.map((pause) => pause / 1_000)]);
      if (link === undefined) return null;
      await db.query('INSERT INTO report_link_token (token_hash, link_id) VALUES ($1, $2)', [hashSecret(token), linkId]);
      return link;
    });
  }

  private async settle(linkId: string, sent: boolean): Promise<void> {
    await this.unitOfWork.run(system, [], ({ db }) => db.query('UPDATE report_link SET send_at = NULL, sent_at = CASE WHEN $2 THEN $3::timestamptz END WHERE id = $1', [linkId, sent, this.clock.now()]));
  }
}
