import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { notifications, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';
import { whoseOf } from './whose-of.js';

type Message = Output<typeof notifications.listMessages>;
type Row = Omit<Message, 'dueAt' | 'createdAt' | 'movedAt'> & { readonly dueAt: Date | null; readonly createdAt: Date; readonly movedAt: Date };

@Injectable()
@Answers(notifications.listMessages, () => theHub)
export class ListMessages implements QueryHandler<typeof notifications.listMessages> {
  async execute(actor: Principal, params: Params<typeof notifications.listMessages>, db: EntityManager): Promise<Page<Message>> {
    const before = placeOf(params.iterator, z.uuid());
    const rows = await db.query<Row[]>(
      `SELECT m.id AS "messageId", m.notice_id AS "noticeId", n.name AS notice, n.category, n.about, m.person_id AS "personId", m.channel, m.state, m.reason,
         m.due_at AS "dueAt", m.attempts, m.created_at AS "createdAt", m.moved_at AS "movedAt"
       FROM notification_message m JOIN notification_notice n ON n.id = m.notice_id
       WHERE ($1::uuid IS NULL OR m.person_id = $1) AND ($2::uuid IS NULL OR m.notice_id = $2) AND ($3::text IS NULL OR m.channel = $3) AND ($4::text IS NULL OR m.state = $4)
         AND ($5::uuid IS NULL OR m.id < $5)
       ORDER BY m.id DESC LIMIT $6`, [whoseOf(actor, params.personId, params.noticeId === undefined), params.noticeId ?? null, params.channel ?? null, params.state ?? null, before, params.limit + 1]);
    return pageOf(rows.map((row) => ({ ...row, dueAt: row.dueAt?.toISOString() ?? null, createdAt: row.createdAt.toISOString(), movedAt: row.movedAt.toISOString() })), params.limit, ({ messageId }) => messageId);
  }
}
