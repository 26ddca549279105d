import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnQuorum } from '../attendance/settle-quorum.js';
import { lockMeeting } from './meeting.entity.js';
import { stepMeeting } from './step-meeting.js';

/** A sitting begins, with a quorum. */
@Injectable()
@Handles(council.callToOrder, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class CallToOrder implements CommandHandler<typeof council.callToOrder> {
  async execute(_: Principal, { meetingId }: Input<typeof council.callToOrder>, work: Work): Promise<Output<typeof council.callToOrder>> {
    const meeting = await lockMeeting(work.db, meetingId);
    meeting.insist(['check_in']);
    await insistOnQuorum(work, meeting);
    meeting.sitting += 1;
    meeting.calledToOrderAt ??= work.now;
    return stepMeeting(work, meeting, council.callToOrder);
  }
}
