import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { Motion } from '../motion/motion.entity.js';
import { lockPoll, savePoll } from './poll.entity.js';

/** A poll that went wrong is annulled with a reason; its ballots stay on record, and the motion is tabled as before. */
@Injectable()
@Handles(council.annulPoll, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class AnnulPoll implements CommandHandler<typeof council.annulPoll> {
  async execute(_: Principal, { meetingId, pollId, reason }: Input<typeof council.annulPoll>, work: Work): Promise<Output<typeof council.annulPoll>> {
    await lockMeeting(work.db, meetingId);
    const poll = await lockPoll(work.db, meetingId, pollId, 'for_no_key_update');
    poll.move(council.annulPoll);
    poll.annulledFor = reason;
    await savePoll(work.db, poll, 'state', 'version', 'annulledFor');
    await work.db.update(Motion, { id: poll.motionId }, { state: 'tabled' });
    work.record(council.pollAnnulled, streamOf(meetingId), { pollId, motionId: poll.motionId, reason });
    return { pollId, state: poll.state };
  }
}
