import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { open } from '../meeting/meeting-states.js';
import { lockMeeting, saveMeeting, streamOf } from '../meeting/meeting.entity.js';

/** The list takes no new speeches; points of order always get in. */
@Injectable()
@Handles(council.closeList, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class CloseList implements CommandHandler<typeof council.closeList> {
  async execute(_: Principal, { meetingId }: Input<typeof council.closeList>, work: Work): Promise<Output<typeof council.closeList>> {
    const meeting = await lockMeeting(work.db, meetingId);
    meeting.insist(open);
    if (meeting.listOpen !== false) {
      Object.assign(meeting, { listOpen: false, version: meeting.version + 1 });
      await saveMeeting(work.db, meeting, 'listOpen', 'version');
      work.record(council.listClosed, streamOf(meetingId), {});
    }
    return { listOpen: false };
  }
}
