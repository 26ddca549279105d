import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockMeeting } from './meeting.entity.js';
import { stepMeeting } from './step-meeting.js';

/** A convened meeting is known to its members; it needs a chair. */
@Injectable()
@Handles(council.convene, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class Convene implements CommandHandler<typeof council.convene> {
  async execute(_: Principal, { meetingId }: Input<typeof council.convene>, work: Work): Promise<Output<typeof council.convene>> {
    const meeting = await lockMeeting(work.db, meetingId);
    if (meeting.state === 'draft' && meeting.chairId === null) throw new DomainError('no_chair', 'The meeting has no chair; name one first.');
    return stepMeeting(work, meeting, council.convene);
  }
}
