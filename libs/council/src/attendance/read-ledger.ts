import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { council, type Output, type Params } from '#contracts';
import { systemClock, type Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';
import { readMeeting, type Meeting } from '../meeting/meeting.entity.js';
import { readRoll } from '../roll/read-roll.js';
import { presentAt, proveQuorum, type RollSeat } from './judge-quorum.js';
import { Presence } from './presence.entity.js';
import { readPresentRoll } from './read-attendance.js';

/** How many stretches of presence are shown, the latest ones. */
const MOST_STRETCHES = 5_000;

/** The quorum at any instant, worked out anew from the roll of that instant and the ledger of presence. */
@Injectable()
@Answers(council.attendance, (params) => ({ kind: 'meeting', id: params.meetingId }))
export class ReadLedger implements QueryHandler<typeof council.attendance> {
  async execute(_: Principal, { meetingId, at }: Params<typeof council.attendance>, db: EntityManager): Promise<Output<typeof council.attendance>> {
    const meeting = await readMeeting(db, meetingId);
    const ledger = (await db.find(Presence, { where: { meetingId }, order: { since: 'DESC' }, take: MOST_STRETCHES })).reverse();
    // The ledger may be ahead of the clock by the milliseconds that keep its entries apart.
    const instant = at === undefined ? new Date(Math.max(systemClock.now().getTime(), meeting.ledgerAt?.getTime() ?? 0)) : new Date(at);
    const proof = proveQuorum(await rollAt(db, meeting, instant), presentAt(ledger, instant), meeting.quorum, meeting.rulesVersion, instant);
    return { at: instant.toISOString(), proof, roll: await readPresentRoll(db, meetingId, meeting.bodyId), ledger: ledger.map(view) };
  }
}

/** The roll as it was counted at an instant; before anything was counted, as it stands. */
async function rollAt(db: EntityManager, meeting: Meeting, at: Date): Promise<readonly RollSeat[]> {
  const [kept] = await db.query<{ seats: readonly RollSeat[] }[]>('SELECT seats FROM council_roll WHERE meeting_id = $1 AND since <= $2 ORDER BY since DESC LIMIT 1', [meeting.id, at]);
  return kept?.seats ?? readRoll(db, meeting.bodyId);
}

function view({ seatId, personId, mode, since, until, endedBy, lineLostAt }: Presence): Output<typeof council.attendance>['ledger'][number] {
  return { seatId, personId, mode, since: since.toISOString(), until: until?.toISOString() ?? null, endedBy, lineLostAt: lineLostAt?.toISOString() ?? null };
}
