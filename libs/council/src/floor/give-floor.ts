import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { actsNow } from '../attendance/presence.entity.js';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { FloorRequest, speakerOf, waitingRequest } from './floor-request.entity.js';

/** One person speaks at a time. The deadline is an instant on the server's clock, so that every screen counts down to the same moment. */
@Injectable()
@Handles(council.giveFloor, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class GiveFloor implements CommandHandler<typeof council.giveFloor> {
  async execute(_: Principal, { meetingId, requestId, seconds }: Input<typeof council.giveFloor>, work: Work): Promise<Output<typeof council.giveFloor>> {
    const meeting = await lockMeeting(work.db, meetingId);
    meeting.insist(['in_session']);
    const request = await waitingRequest(work.db, meetingId, requestId);
    if (!meeting.leaders().includes(request.personId) && !(await actsNow(work.db, meetingId, request.personId))) {
      throw new DomainError('speaker_absent', 'This speaker is not checked in now; wait for them, give the floor to another, or withdraw the request.', { personId: request.personId });
    }
    const before = await speakerOf(work.db, meetingId);
    if (before !== null) await work.db.update(FloorRequest, { id: before.id }, { state: 'spoken', until: work.now });
    const deadline = new Date(work.now.getTime() + seconds * 1000);
    await work.db.update(FloorRequest, { id: requestId }, { state: 'speaking', since: work.now, deadline });
    const given = { requestId, since: work.now.toISOString(), deadline: deadline.toISOString() };
    work.record(council.floorGiven, streamOf(meetingId), { ...given, personId: request.personId, endedRequestId: before?.id ?? null });
    return given;
  }
}
