import { Injectable } from '@nestjs/common';
import { council, stream, type Input, type Output } from '#contracts';
import { insistOnPeople } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { leaveFloor } from '../floor/leave-floor.js';
import { lockMeeting, saveMeeting, streamOf } from './meeting.entity.js';

/**
 * A meeting that has begun goes on under another chair. The chair hands it over; when they cannot, a secretary or an administrator
 * does, so that no meeting hangs on one person. Everybody sees who did it.
 */
@Injectable()
@Handles(council.handOverChair, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class HandOverChair implements CommandHandler<typeof council.handOverChair> {
  async execute(_: Principal, { meetingId, personId }: Input<typeof council.handOverChair>, work: Work): Promise<Output<typeof council.handOverChair>> {
    const meeting = await lockMeeting(work.db, meetingId);
    meeting.insist(['check_in', 'in_session', 'recess', 'adjourned']);
    await insistOnPeople(work.db, [personId]);
    const before = meeting.chairId;
    if (before !== personId) {
      Object.assign(meeting, { chairId: personId, version: meeting.version + 1 });
      await saveMeeting(work.db, meeting, 'chairId', 'version');
      work.record(council.meetingChanged, streamOf(meetingId), meeting.facts());
      work.record(stream.rightsChanged, 'rights', { subjects: [before, personId].filter((id) => id !== null).map((id) => `person:${id}`), reason: 'standing_changed' });
      if (before !== null) await leaveFloor(work, meeting, [before]);
    }
    return { meetingId, state: meeting.state, version: meeting.version };
  }
}
