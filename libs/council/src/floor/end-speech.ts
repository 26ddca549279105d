import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { lockMeeting, streamOf } from '../meeting/meeting.entity.js';
import { FloorRequest, speakerOf } from './floor-request.entity.js';

/** The chair ends any speech, a speaker their own. */
@Injectable()
@Handles(council.endSpeech, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class EndSpeech implements CommandHandler<typeof council.endSpeech> {
  async execute(actor: Principal, { meetingId }: Input<typeof council.endSpeech>, work: Work, { standing }: Granted): Promise<Output<typeof council.endSpeech>> {
    await lockMeeting(work.db, meetingId);
    const speaker = await speakerOf(work.db, meetingId);
    if (speaker === null) throw new DomainError('nobody_speaks', 'Nobody has the floor now.');
    if (!standing.has('chair') && speaker.personId !== actor.personId) throw new DomainError('forbidden', 'Another person has the floor; only the chair ends their speech.');
    await work.db.update(FloorRequest, { id: speaker.id }, { state: 'spoken', until: work.now });
    work.record(council.floorEnded, streamOf(meetingId), { requestId: speaker.id, until: work.now.toISOString() });
    return { requestId: speaker.id };
  }
}
