import { Injectable } from '@nestjs/common';
import { notifications, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { acknowledgeMessages } from '../message/see-messages.js';
import { ownerOf, tellChange } from './change-entries.js';
import { takeTurn } from './take-turn.js';

interface Acknowledged {
  readonly notice_id: string;
  readonly acknowledged_at: Date;
  readonly before: boolean;
}

/** Acknowledging twice is the same as once, and the first instant stands. */
@Injectable()
@Handles(notifications.acknowledgeEntry, () => theHub)
export class AcknowledgeEntry implements CommandHandler<typeof notifications.acknowledgeEntry> {
  async execute(actor: Principal, { entryId }: Input<typeof notifications.acknowledgeEntry>, work: Work): Promise<Output<typeof notifications.acknowledgeEntry>> {
    const personId = ownerOf(actor);
    await takeTurn(work.db, [personId]);
    const [rows] = await work.db.query<[Acknowledged[], number]>(
      `UPDATE notification_entry e SET acknowledged_at = coalesce(e.acknowledged_at, $3), read_at = coalesce(e.read_at, $3), seen_at = coalesce(e.seen_at, $3)
       FROM notification_entry o WHERE o.id = e.id AND e.id = $1 AND e.person_id = $2
       RETURNING e.notice_id, e.acknowledged_at, o.acknowledged_at IS NOT NULL AS before`, [entryId, personId, work.now]);
    const [row] = rows;
    if (row === undefined) throw new DomainError('not_found', 'There is no entry of this id in your inbox.');
    if (!row.before) await this.tell(actor, work, row.notice_id, personId);
    const { unread } = await tellChange(work, personId, 'acknowledged', row.before ? [] : [entryId]);
    return { acknowledgedAt: row.acknowledged_at.toISOString(), unread };
  }

  /** The first who acknowledges is the one by whom the notice is; others acknowledge it for themselves. */
  private async tell(actor: Principal, work: Work, noticeId: string, personId: string): Promise<void> {
    const [rows] = await work.db.query<[{ name: string; about: string }[], number]>(
      `UPDATE notification_notice SET acknowledged_at = coalesce(acknowledged_at, $2), acknowledged_by = coalesce(acknowledged_by, $3) WHERE id = $1 RETURNING name, about`,
      [noticeId, work.now, personId]);
    await acknowledgeMessages(actor, work, noticeId);
    for (const { name, about } of rows) work.record(notifications.noticeAcknowledged, `notice:${noticeId}`, { noticeId, notice: name, about, personId, channel: 'inbox' });
  }
}
