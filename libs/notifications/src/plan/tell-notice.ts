import { Injectable } from '@nestjs/common';
import { notifications } from '#contracts';
import { readersOf } from '#identity';
import { newId } from '#kernel';
import type { Work } from '#log';
import { NotificationClock } from '../clock.js';
import { openEscalation } from '../escalation/open-escalation.js';
import { announceEntries } from '../inbox/announce.js';
import { told } from '../message/metrics.js';
import type { NoticeRow } from './notice-row.js';
import { queueMessages } from './queue-messages.js';

/** People of one notice who are told in one transaction: what else is to be told waits for no longer than that takes, about a quarter of a second. */
export const TOLD_AT_ONCE = 1_000;

/** How many more entries this transaction may announce itself; what is beyond it is announced by a job. */
export interface Budget {
  announcements: number;
}

const ENTRIES = /* sql */ `
  INSERT INTO notification_entry (id, person_id, notice_id, category, arrived_at)
  SELECT id, person_id, $3, $4, $5 FROM unnest($1::uuid[], $2::uuid[]) AS e(id, person_id) ON CONFLICT ON CONSTRAINT told_once DO NOTHING RETURNING person_id`;

/** Writes a notice into the inboxes of people, and what is to go out to them: in one statement each, however many they are. */
@Injectable()
export class TellNotice {
  constructor(private readonly clock: NotificationClock) {}

  /**
   * Tells these people of a notice. Who was told of it before is not told again.
   * @param budget what of it this transaction may announce to devices by itself
   * @param isLast no part of its people comes after these
   */
  async tell(work: Work, notice: NoticeRow, people: readonly string[], budget: Budget, isLast = true): Promise<void> {
    const now = this.clock.now();
    const readers = await readersOf(work.db, people);
    // In one order, so that two notices for the same people wait for each other in the same order too.
    const known = [...readers.keys()].sort();
    const rows = await work.db.query<{ person_id: string }[]>(ENTRIES, [known.map(newId), known, notice.id, notice.category, now]);
    const fresh = rows.map(({ person_id }) => person_id);
    if (fresh.length > 0) await queueMessages(work, notice, fresh, now);
    if (isLast) {
      if (notice.state !== 'told') await work.db.query(`UPDATE notification_notice SET state = 'told', at = $2, changed_at = $2 WHERE id = $1`, [notice.id, now]);
      await openEscalation(work, notice, now);
    }
    if (fresh.length === 0) return;
    if (fresh.length <= budget.announcements) budget.announcements -= await announceEntries(work, notice.id);
    told.inc({ category: notice.category }, fresh.length);
    work.record(notifications.noticeTold, `notice:${notice.id}`, {
      noticeId: notice.id, notice: notice.name, category: notice.category, about: notice.about, critical: notice.critical, people: fresh.length,
    });
  }
}
