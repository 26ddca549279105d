import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { open } from '../meeting/meeting-states.js';
import { lockMeeting, saveMeeting, streamOf } from '../meeting/meeting.entity.js';

/** The list takes new speeches again. */
@Injectable()
@Handles(council.openList, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class OpenList implements CommandHandler<typeof council.openList> {
  async execute(_: Principal, { meetingId }: Input<typeof council.openList>, work: Work): Promise<Output<typeof council.openList>> {
    const meeting = await lockMeeting(work.db, meetingId);
    meeting.insist(open);
    if (meeting.listOpen !== true) {
      Object.assign(meeting, { listOpen: true, version: meeting.version + 1 });
      await saveMeeting(work.db, meeting, 'listOpen', 'version');
      work.record(council.listOpened, streamOf(meetingId), {});
    }
    return { listOpen: true };
  }
}
