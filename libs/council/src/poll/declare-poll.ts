import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnQuorum } from '../attendance/settle-quorum.js';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { Motion } from '../motion/motion.entity.js';
import { judgeMajority } from './count-ballots.js';
import { lockPoll, savePoll } from './poll.entity.js';

/** The chair declares what the frozen rule makes of the count. The result is worked out, never typed in. */
@Injectable()
@Handles(council.declarePoll, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class DeclarePoll implements CommandHandler<typeof council.declarePoll> {
  async execute(_: Principal, { meetingId, pollId }: Input<typeof council.declarePoll>, work: Work): Promise<Output<typeof council.declarePoll>> {
    const meeting = await lockMeeting(work.db, meetingId);
    const poll = await lockPoll(work.db, meetingId, pollId, 'for_no_key_update');
    meeting.insist(['in_session']);
    poll.move(council.declarePoll);
    const proof = await insistOnQuorum(work, meeting);
    const tally = poll.tally;
    if (tally === null) throw new Error(`the closed poll ${pollId} has no tally`);
    const verdict = judgeMajority(tally, poll.majority);
    Object.assign(poll, { verdict, declaringProof: proof, declaredAt: work.now });
    await savePoll(work.db, poll, 'state', 'version', 'verdict', 'declaringProof', 'declaredAt');
    await work.db.update(Motion, { id: poll.motionId }, { state: verdict.outcome });
    // The seats that were present stand in the poll itself; an event stays small however many there are.
    const { seatIds: _present, ...proofInBrief } = proof;
    work.record(council.pollDeclared, streamOf(meetingId), { pollId, motionId: poll.motionId, verdict, tally, proof: proofInBrief });
    return { pollId, state: poll.state, verdict, tally };
  }
}
