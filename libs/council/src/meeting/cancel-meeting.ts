import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockMeeting } from './meeting.entity.js';
import { stepMeeting } from './step-meeting.js';

/** A meeting that has not begun is called off. */
@Injectable()
@Handles(council.cancelMeeting, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class CancelMeeting implements CommandHandler<typeof council.cancelMeeting> {
  async execute(_: Principal, { meetingId, reason }: Input<typeof council.cancelMeeting>, work: Work): Promise<Output<typeof council.cancelMeeting>> {
    const meeting = await lockMeeting(work.db, meetingId);
    return stepMeeting(work, meeting, council.cancelMeeting, reason);
  }
}
