import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { FloorRequest, waitingRequest } from './floor-request.entity.js';

/** A speaker takes back their own request, or who leads the meeting strikes it; to others it looks as if it were not there. */
@Injectable()
@Handles(council.withdrawRequest, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class WithdrawRequest implements CommandHandler<typeof council.withdrawRequest> {
  async execute(actor: Principal, { meetingId, requestId }: Input<typeof council.withdrawRequest>, work: Work): Promise<Output<typeof council.withdrawRequest>> {
    const meeting = await lockMeeting(work.db, meetingId);
    const request = await waitingRequest(work.db, meetingId, requestId);
    if (request.personId !== actor.personId && !meeting.leaders().includes(actor.personId ?? '')) throw new DomainError('request_unknown', 'You have no waiting request of this id.');
    await work.db.update(FloorRequest, { id: requestId }, { state: 'withdrawn', until: work.now });
    work.record(council.floorWithdrawn, streamOf(meetingId), { requestId });
    return { requestId };
  }
}
