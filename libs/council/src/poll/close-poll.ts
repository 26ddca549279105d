import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockMeeting } from '../meeting/meeting.entity.js';
import { closeAndCount } from './count-poll.js';
import { lockPoll } from './poll.entity.js';

/** Closes a poll by hand; one with a deadline is closed by the hub. */
@Injectable()
@Handles(council.closePoll, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class ClosePoll implements CommandHandler<typeof council.closePoll> {
  async execute(_: Principal, { meetingId, pollId }: Input<typeof council.closePoll>, work: Work): Promise<Output<typeof council.closePoll>> {
    await lockMeeting(work.db, meetingId);
    return closeAndCount(work, await lockPoll(work.db, meetingId, pollId, 'for_no_key_update'));
  }
}
