import { Injectable } from '@nestjs/common';
import { council, stream, type Input, type Output } from '#contracts';
import { insistOnPeople } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockMeeting, saveMeeting, streamOf } from './meeting.entity.js';

/** Facts of a meeting change only before its check-in opens. */
@Injectable()
@Handles(council.changeMeeting, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class ChangeMeeting implements CommandHandler<typeof council.changeMeeting> {
  async execute(_: Principal, { meetingId, ...changes }: Input<typeof council.changeMeeting>, work: Work): Promise<Output<typeof council.changeMeeting>> {
    const meeting = await lockMeeting(work.db, meetingId);
    meeting.insist(['draft', 'convened']);
    const before = { officers: meeting.officers(), access: meeting.access };
    const stated = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    Object.assign(meeting, stated, { version: meeting.version + 1 });
    // Who is in an office already may stay in it, whatever became of them since.
    await insistOnPeople(work.db, meeting.officers().filter((id) => !before.officers.includes(id)));
    await saveMeeting(work.db, meeting, 'title', 'zone', 'start', 'plannedMinutes', 'access', 'chairId', 'secretaryIds', 'interpreterIds', 'version');
    work.record(council.meetingChanged, streamOf(meetingId), meeting.facts());

    // Whoever has or had a part in the meeting is looked at again when parts change; with the access, every reader is.
    const parts = ['chairId', 'secretaryIds', 'interpreterIds'].some((field) => field in stated);
    const people = parts ? [...new Set([...before.officers, ...meeting.officers()])] : [];
    const subjects = [...people.map((id) => `person:${id}`), ...(before.access === meeting.access ? [] : [streamOf(meetingId)])];
    if (subjects.length > 0) work.record(stream.rightsChanged, 'rights', { subjects, reason: 'standing_changed' });
    return { meetingId, state: meeting.state, version: meeting.version };
  }
}
