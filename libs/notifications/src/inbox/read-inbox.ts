import { Injectable } from '@nestjs/common';
import { notifications, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { ownerOf, tellChange } from './change-entries.js';
import { takeTurn } from './take-turn.js';

/** What arrives while the reader clears the inbox was not seen by them: it stays unread. */
@Injectable()
@Handles(notifications.readInbox, () => theHub)
export class ReadInbox implements CommandHandler<typeof notifications.readInbox> {
  async execute(actor: Principal, { until, category }: Input<typeof notifications.readInbox>, work: Work): Promise<Output<typeof notifications.readInbox>> {
    const personId = ownerOf(actor);
    await takeTurn(work.db, [personId]);
    const [, changed] = await work.db.query<[unknown, number]>(
      `UPDATE notification_entry SET read_at = $3, seen_at = coalesce(seen_at, $3)
       WHERE person_id = $1 AND read_at IS NULL AND archived_at IS NULL AND arrived_at <= $2 AND ($4::text IS NULL OR category = $4)`, [personId, until, work.now, category ?? null]);
    const { unread } = await tellChange(work, personId, 'read', changed > 0 ? null : []);
    return { changed, unread };
  }
}
