import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockMeeting } from './meeting.entity.js';
import { endSitting, insistOnNoPoll, stepMeeting } from './step-meeting.js';

/** A sitting ends; another may follow, with a check-in of its own. */
@Injectable()
@Handles(council.adjourn, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class Adjourn implements CommandHandler<typeof council.adjourn> {
  async execute(_: Principal, { meetingId }: Input<typeof council.adjourn>, work: Work): Promise<Output<typeof council.adjourn>> {
    const meeting = await lockMeeting(work.db, meetingId);
    await insistOnNoPoll(work, meeting, ['open', 'closing']);
    const answer = await stepMeeting(work, meeting, council.adjourn);
    await endSitting(work, meeting);
    return answer;
  }
}
