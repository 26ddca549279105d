import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { insistOnPeople } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { leaveFloor } from '../floor/leave-floor.js';
import { attendable } from '../meeting/meeting-states.js';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { peopleOf, readSeat, whose, type Seat } from '../roll/read-roll.js';
import { beginPresence, endPresence, presenceOf } from './presence.entity.js';
import { settleQuorum } from './settle-quorum.js';

/** Somebody acts for a seat from now on. The lock on the meeting orders those who come at once. */
@Injectable()
@Handles(council.checkIn, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class CheckIn implements CommandHandler<typeof council.checkIn> {
  async execute(actor: Principal, input: Input<typeof council.checkIn>, work: Work, granted: Granted): Promise<Output<typeof council.checkIn>> {
    const { db } = work;
    const { meetingId, seatId, mode } = input;
    const meeting = await lockMeeting(db, meetingId);
    meeting.insist(attendable);
    const seat = await seatOrRefuse(work, meeting.bodyId, seatId);
    const personId = whoComes(actor, input, granted);
    insistOnSeat(seat, personId);
    if (personId !== actor.personId) await insistOnPeople(db, [personId]);

    const before = await presenceOf(db, meetingId, seatId);
    const same = before !== null && before.personId === personId && before.mode === mode;
    if (same) return { seatId, personId, mode, since: before.since.toISOString(), quorum: await settleQuorum(work, meeting, meeting.tick(work.now)) };
    // The delegate goes before an alternate; nobody else takes a seat from whoever acts for it.
    if (before !== null && before.personId !== personId && personId !== seat.delegateId) {
      throw new DomainError('seat_occupied', 'Another person acts for this seat now; they may check out or hand over.', { personId: before.personId });
    }
    const since = meeting.tick(work.now);
    if (before !== null) await endPresence(db, [before.id], since, 'hand_over');
    await beginPresence(db, { meetingId, seatId, personId, mode, since });
    const quorum = await settleQuorum(work, meeting, since);
    const presence = { seatId, personId, mode, since: since.toISOString(), quorum };
    work.record(council.checkedIn, streamOf(meetingId), { ...presence, ...whose(seat) });
    if (before !== null) await leaveFloor(work, meeting, [before.personId]);
    return presence;
  }
}

/** People check themselves in; the secretary may check in another, but only one who sits in the hall. */
function whoComes(actor: Principal, input: Input<typeof council.checkIn>, { standing }: Granted): string {
  const personId = input.personId ?? actor.personId;
  if (personId === null) throw new DomainError('forbidden', 'Only people check in.');
  if (personId === actor.personId) return personId;
  if (standing.has('secretary') && input.mode === 'hall') return personId;
  throw new DomainError('forbidden', 'Only the secretary checks in another person, and only in the hall.');
}

export async function seatOrRefuse(work: Work, bodyId: string, seatId: string): Promise<Seat> {
  const seat = await readSeat(work.db, bodyId, seatId);
  if (seat === null) throw new DomainError('seat_unknown', 'The body of this meeting has no active seat of this id.');
  return seat;
}

export function insistOnSeat(seat: Seat, personId: string): void {
  if (!peopleOf(seat).includes(personId)) throw new DomainError('not_of_seat', 'This person is neither delegate nor alternate of the seat.');
}
