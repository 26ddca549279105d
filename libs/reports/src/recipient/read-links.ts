import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { reports, type Input, type Output, type Params } from '#contracts';
import { noteAudit } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Answers, Handles, pageOf, placeOf, type CommandHandler, type Page, type QueryHandler } from '#realtime';
import { ReportClock } from '../clock.js';

type Item = Output<typeof reports.listLinks>;

interface Row {
  readonly id: string;
  readonly run_id: string;
  readonly email: string;
  readonly sight: Item['grant'];
  readonly created_at: Date;
  readonly ends_at: Date;
  readonly revoked_at: Date | null;
  readonly sent_at: Date | null;
  readonly follows: number;
  readonly last_followed_at: Date | null;
}

@Injectable()
@Answers(reports.listLinks, (params) => ({ kind: 'report', id: params.scheduleId }))
export class ListLinks implements QueryHandler<typeof reports.listLinks> {
  constructor(private readonly clock: ReportClock) {}

  async execute(_: Principal, { scheduleId, limit, iterator }: Params<typeof reports.listLinks>, db: EntityManager): Promise<Page<Item>> {
    const rows = await db.query<Row[]>(
      `SELECT id, run_id, email, sight, created_at, ends_at, revoked_at, sent_at, follows, last_followed_at FROM report_link
       WHERE schedule_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`, [scheduleId, placeOf(iterator, z.uuid()), limit + 1]);
    const now = this.clock.now();
    return pageOf(rows.map((row) => toItem(row, now)), limit, ({ id }) => id);
  }
}

function toItem(row: Row, now: Date): Item {
  const state = row.revoked_at !== null ? 'revoked' : row.ends_at <= now ? 'over' : 'open';
  return {
    id: row.id, runId: row.run_id, email: row.email, grant: row.sight, state, createdAt: row.created_at.toISOString(), endsAt: row.ends_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null, follows: row.follows, lastFollowedAt: row.last_followed_at?.toISOString() ?? null,
  };
}

@Injectable()
@Handles(reports.revokeLink, (input) => ({ kind: 'report', id: input.scheduleId }))
export class RevokeLink implements CommandHandler<typeof reports.revokeLink> {
  constructor(private readonly clock: ReportClock) {}

  async execute(actor: Principal, { scheduleId, linkId }: Input<typeof reports.revokeLink>, work: Work): Promise<Output<typeof reports.revokeLink>> {
    const now = this.clock.now();
    const [link] = await work.db.query<{ over: boolean }[]>('SELECT revoked_at IS NOT NULL OR ends_at <= $3 AS over FROM report_link WHERE id = $1 AND schedule_id = $2 FOR UPDATE', [linkId, scheduleId, now]);
    if (link === undefined) throw new DomainError('link_unknown', 'There is no link of this id.');
    if (link.over) throw new DomainError('link_ended', 'The link has ended already.');
    await work.db.query('UPDATE report_link SET revoked_at = $2, send_at = NULL WHERE id = $1', [linkId, now]);
    await noteAudit(work.db, actor, work.now, { action: reports.revokeLink.name, object: { kind: 'report', id: scheduleId } });
    return {};
  }
}
