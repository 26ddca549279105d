import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { type CommandHandler, Handles, next } from '#realtime';
import { open } from '../meeting/meeting-states.js';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { motionMachine } from './motion-states.js';
import { Motion, motionOf } from './motion.entity.js';

/** Only its submitter withdraws a motion, and not while it is voted on. */
@Injectable()
@Handles(council.withdrawMotion, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class WithdrawMotion implements CommandHandler<typeof council.withdrawMotion> {
  async execute(actor: Principal, { meetingId, motionId }: Input<typeof council.withdrawMotion>, work: Work): Promise<Output<typeof council.withdrawMotion>> {
    (await lockMeeting(work.db, meetingId)).insist(open);
    const motion = await motionOf(work.db, meetingId, motionId);
    if (motion.submitterId !== actor.personId) throw new DomainError('forbidden', 'Only the submitter withdraws a motion.');
    const state = next(motionMachine, motion.state, council.withdrawMotion);
    await work.db.update(Motion, { id: motionId }, { state });
    work.record(council.motionWithdrawn, streamOf(meetingId), { motionId });
    return { motionId, state };
  }
}
