import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { notifications, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, theHub, type QueryHandler } from '#realtime';

type Receipts = Output<typeof notifications.readReceipts>;
type Row = Omit<Receipts, 'at' | 'channels'> & { readonly at: Date };

@Injectable()
@Answers(notifications.readReceipts, () => theHub)
export class ReadReceipts implements QueryHandler<typeof notifications.readReceipts> {
  async execute(_: Principal, { noticeId }: Params<typeof notifications.readReceipts>, db: EntityManager): Promise<Receipts> {
    const [row] = await db.query<Row[]>(
      `SELECT n.id AS "noticeId", n.name AS notice, n.about, n.state, n.at, e.* FROM notification_notice n, LATERAL (
         SELECT count(*)::int AS people, count(*) FILTER (WHERE announced)::int AS announced, count(seen_at)::int AS seen, count(read_at)::int AS read, count(acknowledged_at)::int AS acknowledged
         FROM notification_entry WHERE notice_id = n.id) e WHERE n.id = $1`, [noticeId]);
    if (row === undefined) throw new DomainError('not_found', 'There is no notice of this id.');
    const channels = await db.query<Receipts['channels']>(
      'SELECT channel, state, count(*)::int AS messages FROM notification_message WHERE notice_id = $1 GROUP BY channel, state ORDER BY channel, state', [noticeId]);
    return { ...row, at: row.at.toISOString(), channels };
  }
}
