import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { council, type Data, type stream } from '#contracts';
import { Holds, telling, Tells, withdrawal, type Holder, type Telling, type Withdrawal } from '#log';
import { readMeeting } from '../meeting/meeting.entity.js';
import { motionOf } from '../motion/motion.entity.js';
import { meetingOf } from './meeting-then.js';
import { votersOf } from './partakers.js';

/** Polls that are shorter than this many milliseconds are not called to mind again: the opening has just been told. */
const SHORT = 120_000;
/** A poll is called to mind when so much of its time is left … */
const SHARE = 1 / 5;
/** … and never earlier than this many milliseconds before its deadline. */
const EARLIEST = 600_000;

/**
 * Who is told of polls. Whether a seat has voted is told to that seat's own people and to nobody else, and only by not calling the
 * vote to their mind.
 */
@Injectable()
export class TellOfPolls {
  /** Everybody who could act for a seat when the poll opened, as long as that seat has not voted. */
  @Tells(council.pollOpened)
  async opened(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { pollId, motionId, openedAt, deadline } = event.data as Data<typeof council.pollOpened>;
    const facts = await this.facts(event, motionId, db);
    const told = { key: pollId, about: event.stream, to: await entitledTo(db, pollId) };
    if (deadline === null) return [telling(council.pollOpenedNotice, { ...told, facts })];
    const until = new Date(deadline);
    const length = until.getTime() - Date.parse(openedAt);
    const at = new Date(until.getTime() - Math.min(length * SHARE, EARLIEST));
    return [
      telling(council.pollOpenedNotice, { ...told, facts, until }),
      ...(length < SHORT ? [] : [telling(council.pollClosingNotice, { ...told, facts: { ...facts, deadline }, at, until })]),
    ];
  }

  @Tells(council.pollClosed)
  @Tells(council.pollAnnulled)
  async over(event: stream.Envelope): Promise<readonly Withdrawal[]> {
    const { pollId } = event.data as Data<typeof council.pollClosed>;
    return [withdrawal(council.pollOpenedNotice, pollId), withdrawal(council.pollClosingNotice, pollId)];
  }

  /** The result, to the chair, the secretaries and everybody of the seats. */
  @Tells(council.pollDeclared)
  async declared(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { pollId, motionId, verdict } = event.data as Data<typeof council.pollDeclared>;
    const to = await votersOf(db, await readMeeting(db, meetingOf(event.stream)));
    return [telling(council.resultDeclaredNotice, { key: pollId, about: event.stream, to, facts: { ...(await this.facts(event, motionId, db)), outcome: verdict.outcome } })];
  }

  /** The poll is open, and a seat that the person may act for has not voted. */
  @Holds(council.pollOpenedNotice)
  @Holds(council.pollClosingNotice)
  async unvoted({ key, personId }: Parameters<Holder>[0], db: EntityManager): Promise<boolean> {
    const rows = await db.query<unknown[]>(
      `SELECT 1 FROM council_poll p JOIN council_electorate e ON e.poll_id = p.id
       WHERE p.id = $1 AND p.state = 'open' AND $2 = ANY (e.person_ids)
         AND NOT EXISTS (SELECT FROM council_ballot b WHERE b.poll_id = e.poll_id AND b.seat_id = e.seat_id) LIMIT 1`, [key, personId]);
    return rows.length > 0;
  }

  private async facts(event: stream.Envelope, motionId: string, db: EntityManager): Promise<{ title: string; motion: string }> {
    const { id, title } = await readMeeting(db, meetingOf(event.stream));
    return { title, motion: (await motionOf(db, id, motionId)).title };
  }
}

async function entitledTo(db: EntityManager, pollId: string): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }[]>('SELECT DISTINCT unnest(person_ids) AS id FROM council_electorate WHERE poll_id = $1 ORDER BY id', [pollId]);
  return rows.map(({ id }) => id);
}
