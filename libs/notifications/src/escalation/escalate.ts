import { Injectable } from '@nestjs/common';
import { notifications } from '#contracts';
import { noteAudit } from '#identity';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork, type Work } from '#log';
import { NotificationClock } from '../clock.js';
import { ANNOUNCED_AT_ONCE } from '../inbox/announce.js';
import { NOTICE, type NoticeRow } from '../plan/notice-row.js';
import { TellNotice } from '../plan/tell-notice.js';
import { StillConcerned } from '../recipient/still-concerned.js';
import { dueAfter } from './open-escalation.js';

/** Seconds between two looks: a step is late by no more. */
const LOOK = 1;
const system = systemActor('escalation');

interface Due {
  readonly noticeId: string;
  readonly step: number;
}

/** Tells one person after the other, until somebody acknowledges the notice. */
@Injectable()
export class Escalate {
  constructor(
    duties: Duties,
    private readonly unitOfWork: UnitOfWork,
    private readonly concerned: StillConcerned,
    private readonly tell: TellNotice,
    private readonly clock: NotificationClock,
  ) {
    duties.every(LOOK, 'notices that nobody acknowledges', (off) => this.look(off));
  }

  /** Takes every step that is due. */
  async look(off?: AbortSignal): Promise<void> {
    while (off?.aborted !== true && (await this.unitOfWork.run(system, [], (work) => this.takeNext(work))));
  }

  /** The step and what comes of it are one transaction, under the lock of its row: of two workers one takes it. @returns whether one was due */
  private async takeNext(work: Work): Promise<boolean> {
    const now = this.clock.now();
    const [due] = await work.db.query<Due[]>(
      'SELECT notice_id AS "noticeId", step FROM notification_escalation WHERE due_at <= $1 ORDER BY due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED', [now]);
    if (due === undefined) return false;
    // An acknowledgement takes the same lock: whichever of the two comes second sees what the first has done.
    const [notice] = await work.db.query<NoticeRow[]>(`SELECT ${NOTICE} FROM notification_notice n WHERE n.id = $1 FOR NO KEY UPDATE`, [due.noticeId]);
    if (notice === undefined) throw new Error('an escalation is of a notice that is not there');
    if (notice.acknowledgedAt !== null) await end(work, due, 'acknowledged');
    else if (await this.isOver(work, notice, now)) await end(work, due, 'over');
    else await this.goOn(work, due, notice, now);
    return true;
  }

  /** It was taken back, has had its time, or was seen to: then nobody is missing who should have acknowledged it. */
  private async isOver({ db }: Work, notice: NoticeRow, now: Date): Promise<boolean> {
    return notice.state === 'withdrawn' || (notice.until !== null && notice.until <= now) || !(await this.concerned.any(db, notice, [...notice.people, ...notice.chain]));
  }

  private async goOn(work: Work, due: Due, notice: NoticeRow, now: Date): Promise<void> {
    const [next] = notice.chain.slice(due.step);
    if (next === undefined) return giveUp(work, due, notice);
    const isTold = notice.people.includes(next) || notice.chain.slice(0, due.step).includes(next) || (await this.concerned.among(work.db, notice, [next])).length === 0;
    // Whom it does not concern is passed by at once, and nobody waits for them.
    const dueAt = isTold ? now : dueAfter(notice, now);
    await work.db.query('UPDATE notification_escalation SET step = step + 1, due_at = $2 WHERE notice_id = $1', [due.noticeId, dueAt]);
    if (isTold) return;
    await this.tell.tell(work, notice, [next], { announcements: ANNOUNCED_AT_ONCE });
    work.record(notifications.noticeEscalated, `notice:${notice.id}`, { noticeId: notice.id, notice: notice.name, about: notice.about, step: due.step + 1, personId: next });
  }
}

async function end({ db }: Work, { noticeId }: Due, ended: 'acknowledged' | 'over' | 'unanswered'): Promise<void> {
  await db.query('UPDATE notification_escalation SET due_at = NULL, ended = $2 WHERE notice_id = $1', [noticeId, ended]);
}

/** Nobody is left. Whoever stands last in the chain answers for it; they are told by the event. */
async function giveUp(work: Work, due: Due, { id, name, about, category, chain, people }: NoticeRow): Promise<void> {
  await end(work, due, 'unanswered');
  const personId = chain.at(-1) ?? people.at(-1);
  if (personId === undefined) return;
  work.record(notifications.noticeUnanswered, `notice:${id}`, { noticeId: id, notice: name, about, category, steps: due.step, personId });
  await noteAudit(work.db, system, work.now, { action: notifications.noticeUnanswered.name, object: { kind: 'notice', id }, outcome: 'refused' });
}
