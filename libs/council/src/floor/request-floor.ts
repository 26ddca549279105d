import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { actsNow, presenceOf } from '../attendance/presence.entity.js';
import { attendable } from '../meeting/meeting-states.js';
import { lockMeeting, saveMeeting, streamOf } from '../meeting/meeting.entity.js';
import { FloorRequest } from './floor-request.entity.js';

/** Who acts for a seat, or leads the meeting, joins the list. The lock on the meeting gives each request a place of its own. */
@Injectable()
@Handles(council.requestFloor, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class RequestFloor implements CommandHandler<typeof council.requestFloor> {
  async execute(actor: Principal, input: Input<typeof council.requestFloor>, work: Work): Promise<Output<typeof council.requestFloor>> {
    const { meetingId, kind, topic } = input;
    const personId = actor.personId;
    if (personId === null) throw new DomainError('forbidden', 'Only people speak.');
    const meeting = await lockMeeting(work.db, meetingId);
    meeting.insist(attendable);
    if (kind === 'speech' && !meeting.listOpen) throw new DomainError('list_closed', 'The list of speakers is closed; a point of order is still possible.');
    if (!meeting.leaders().includes(personId) && !(await actsNow(work.db, meetingId, personId))) throw new DomainError('not_acting', 'You act for no seat now; check in first.');
    if (input.seatId !== undefined && (await presenceOf(work.db, meetingId, input.seatId))?.personId !== personId) {
      throw new DomainError('not_acting', 'You do not act for this seat now; check in for it first.');
    }

    meeting.floorPlaces += 1;
    await saveMeeting(work.db, meeting, 'floorPlaces');
    const request = { personId, seatId: input.seatId ?? null, kind, language: input.language ?? null, place: meeting.floorPlaces };
    const id = newId();
    await work.db.insert(FloorRequest, { ...request, id, meetingId, topic: topic ?? null, state: 'waiting', requestedAt: work.now })
      .catch(refuseOn('council_one_open_request', new DomainError('floor_already_requested', 'You have an open request of this kind already; withdraw it first.')));
    work.record(council.floorRequested, streamOf(meetingId), { requestId: id, ...request }, topic === undefined ? {} : { personal: { topic } });
    return { requestId: id, place: request.place };
  }
}
