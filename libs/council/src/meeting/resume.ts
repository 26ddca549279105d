import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnQuorum } from '../attendance/settle-quorum.js';
import { lockMeeting } from './meeting.entity.js';
import { stepMeeting } from './step-meeting.js';

/** The sitting goes on, with a quorum. */
@Injectable()
@Handles(council.resume, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class Resume implements CommandHandler<typeof council.resume> {
  async execute(_: Principal, { meetingId }: Input<typeof council.resume>, work: Work): Promise<Output<typeof council.resume>> {
    const meeting = await lockMeeting(work.db, meetingId);
    meeting.insist(['recess']);
    await insistOnQuorum(work, meeting);
    return stepMeeting(work, meeting, council.resume);
  }
}
