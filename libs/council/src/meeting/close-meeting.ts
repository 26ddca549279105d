import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockMeeting } from './meeting.entity.js';
import { endSitting, insistOnNoPoll, stepMeeting } from './step-meeting.js';

/** A meeting is closed for good, with every poll declared or annulled. */
@Injectable()
@Handles(council.closeMeeting, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class CloseMeeting implements CommandHandler<typeof council.closeMeeting> {
  async execute(_: Principal, { meetingId }: Input<typeof council.closeMeeting>, work: Work): Promise<Output<typeof council.closeMeeting>> {
    const meeting = await lockMeeting(work.db, meetingId);
    await insistOnNoPoll(work, meeting, ['open', 'closing', 'closed']);
    meeting.closedAt = work.now;
    const answer = await stepMeeting(work, meeting, council.closeMeeting);
    await endSitting(work, meeting);
    return answer;
  }
}
