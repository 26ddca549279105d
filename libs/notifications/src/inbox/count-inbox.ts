import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { notifications, type NoticeCategory, type Output } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, theHub, type QueryHandler } from '#realtime';
import { ownerOf } from './change-entries.js';

@Injectable()
@Answers(notifications.countInbox, () => theHub)
export class CountInbox implements QueryHandler<typeof notifications.countInbox> {
  async execute(actor: Principal, _: unknown, db: EntityManager): Promise<Output<typeof notifications.countInbox>> {
    const rows = await db.query<{ category: NoticeCategory; unread: number; unseen: number }[]>(
      `SELECT category, count(*)::int AS unread, count(*) FILTER (WHERE seen_at IS NULL)::int AS unseen FROM notification_entry
       WHERE person_id = $1 AND read_at IS NULL AND archived_at IS NULL GROUP BY category ORDER BY category`, [ownerOf(actor)]);
    const sum = (of: 'unread' | 'unseen'): number => rows.reduce((total, row) => total + row[of], 0);
    return { unread: sum('unread'), unseen: sum('unseen'), categories: rows.map(({ category, unread }) => ({ category, unread })) };
  }
}
