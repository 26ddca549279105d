import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { insistOnPeople } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { leaveFloor } from '../floor/leave-floor.js';
import { attendable } from '../meeting/meeting-states.js';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { whose } from '../roll/read-roll.js';
import { insistOnSeat, seatOrRefuse } from './check-in.js';
import { beginPresence, endPresence, presenceOf } from './presence.entity.js';
import { settleQuorum } from './settle-quorum.js';

/** Whoever acts for a seat gives it to another of its people; the seat is present all along. */
@Injectable()
@Handles(council.handOver, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class HandOver implements CommandHandler<typeof council.handOver> {
  async execute(actor: Principal, input: Input<typeof council.handOver>, work: Work): Promise<Output<typeof council.handOver>> {
    const { meetingId, seatId, personId, mode } = input;
    const meeting = await lockMeeting(work.db, meetingId);
    meeting.insist(attendable);
    const presence = await presenceOf(work.db, meetingId, seatId);
    if (presence === null) throw new DomainError('seat_absent', 'Nobody is checked in for this seat.');
    if (presence.personId !== actor.personId) throw new DomainError('not_acting', 'You do not act for this seat now.');
    const seat = await seatOrRefuse(work, meeting.bodyId, seatId);
    insistOnSeat(seat, personId);
    await insistOnPeople(work.db, [personId]);

    const since = meeting.tick(work.now);
    await endPresence(work.db, [presence.id], since, 'hand_over');
    await beginPresence(work.db, { meetingId, seatId, personId, mode, since });
    const quorum = await settleQuorum(work, meeting, since);
    const begun = { seatId, personId, mode, since: since.toISOString(), quorum };
    work.record(council.handedOver, streamOf(meetingId), { ...begun, ...whose(seat), fromPersonId: presence.personId });
    await leaveFloor(work, meeting, [presence.personId]);
    return begun;
  }
}
