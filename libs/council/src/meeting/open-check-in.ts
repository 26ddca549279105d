import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { settleQuorum } from '../attendance/settle-quorum.js';
import { lockMeeting } from './meeting.entity.js';
import { stepMeeting } from './step-meeting.js';

/** From now on seats check in, and the quorum is watched. */
@Injectable()
@Handles(council.openCheckIn, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class OpenCheckIn implements CommandHandler<typeof council.openCheckIn> {
  async execute(_: Principal, { meetingId }: Input<typeof council.openCheckIn>, work: Work): Promise<Output<typeof council.openCheckIn>> {
    const meeting = await lockMeeting(work.db, meetingId);
    const answer = await stepMeeting(work, meeting, council.openCheckIn);
    await settleQuorum(work, meeting, meeting.tick(work.now));
    return answer;
  }
}
