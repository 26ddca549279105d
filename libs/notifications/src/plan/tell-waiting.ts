import { Injectable } from '@nestjs/common';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork, type Work } from '#log';
import { NotificationClock } from '../clock.js';
import { ANNOUNCED_AT_ONCE } from '../inbox/announce.js';
import { StillConcerned } from '../recipient/still-concerned.js';
import { NOTICE, type NoticeRow } from './notice-row.js';
import { TellNotice, TOLD_AT_ONCE } from './tell-notice.js';

const system = systemActor('notices');
/** Seconds between two looks at what is to be told by now. */
const EVERY = 1;

/**
 * Tells what was to be told later, when its instant has come, and what goes to very many: to those of whom it still holds, and
 * who may still know of it, one part of its people in a transaction.
 */
@Injectable()
export class TellWaiting {
  constructor(
    duties: Duties,
    private readonly unitOfWork: UnitOfWork,
    private readonly concerned: StillConcerned,
    private readonly tell: TellNotice,
    private readonly clock: NotificationClock,
  ) {
    duties.every(EVERY, 'telling notices that waited', (off) => this.tellDue(off));
  }

  async tellDue(off: AbortSignal): Promise<void> {
    while (!off.aborted && (await this.unitOfWork.run(system, [], (work) => this.tellNext(work))));
  }

  /** @returns whether there was one */
  private async tellNext(work: Work): Promise<boolean> {
    const now = this.clock.now();
    const [notice] = await work.db.query<NoticeRow[]>(
      `SELECT ${NOTICE} FROM notification_notice n WHERE n.state = 'waiting' AND n.at <= $1 ORDER BY n.at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`, [now]);
    if (notice === undefined) return false;
    const late = notice.until !== null && notice.until <= now;
    const upTo = notice.toldOf + TOLD_AT_ONCE;
    const isLast = upTo >= notice.people.length;
    const people = late ? [] : await this.concerned.among(work.db, notice, notice.people.slice(notice.toldOf, upTo));
    await this.tell.tell(work, notice, people, { announcements: ANNOUNCED_AT_ONCE }, isLast);
    if (!isLast) await work.db.query('UPDATE notification_notice SET told_of = $2 WHERE id = $1', [notice.id, upTo]);
    return true;
  }
}
