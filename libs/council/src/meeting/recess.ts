import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockMeeting } from './meeting.entity.js';
import { insistOnNoPoll, stepMeeting } from './step-meeting.js';

/** The sitting pauses; those present stay present. */
@Injectable()
@Handles(council.recess, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class Recess implements CommandHandler<typeof council.recess> {
  async execute(_: Principal, { meetingId }: Input<typeof council.recess>, work: Work): Promise<Output<typeof council.recess>> {
    const meeting = await lockMeeting(work.db, meetingId);
    await insistOnNoPoll(work, meeting, ['open', 'closing']);
    return stepMeeting(work, meeting, council.recess);
  }
}
