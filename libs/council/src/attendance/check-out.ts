import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { leaveFloor } from '../floor/leave-floor.js';
import { attendable } from '../meeting/meeting-states.js';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { readSeat, whose } from '../roll/read-roll.js';
import { endPresence, presenceOf } from './presence.entity.js';
import { settleQuorum } from './settle-quorum.js';

/** Whoever acts for a seat leaves; the secretary may check out anybody. */
@Injectable()
@Handles(council.checkOut, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class CheckOut implements CommandHandler<typeof council.checkOut> {
  async execute(actor: Principal, { meetingId, seatId }: Input<typeof council.checkOut>, work: Work, { standing }: Granted): Promise<Output<typeof council.checkOut>> {
    const meeting = await lockMeeting(work.db, meetingId);
    meeting.insist(attendable);
    const presence = await presenceOf(work.db, meetingId, seatId);
    if (presence === null) throw new DomainError('seat_absent', 'Nobody is checked in for this seat.');
    if (presence.personId !== actor.personId && !standing.has('secretary')) throw new DomainError('not_acting', 'You do not act for this seat now.');

    const until = meeting.tick(work.now);
    await endPresence(work.db, [presence.id], until, 'check_out');
    const quorum = await settleQuorum(work, meeting, until);
    const seat = await readSeat(work.db, meeting.bodyId, seatId);
    work.record(council.checkedOut, streamOf(meetingId), { seatId, personId: presence.personId, until: until.toISOString(), endedBy: 'check_out', quorum, ...(seat === null ? {} : whose(seat)) });
    await leaveFloor(work, meeting, [presence.personId]);
    return { seatId, until: until.toISOString(), quorum };
  }
}
