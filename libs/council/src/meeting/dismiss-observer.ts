import { Injectable } from '@nestjs/common';
import { council, stream, type Input, type Output } from '#contracts';
import { insistOnPeople } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { readMeeting, streamOf } from './meeting.entity.js';

/** Ends a person's leave to observe; the change of rights takes the meeting off their lines. From a meeting that is open to the alliance they are kept out. */
@Injectable()
@Handles(council.dismissObserver, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class DismissObserver implements CommandHandler<typeof council.dismissObserver> {
  async execute(actor: Principal, { meetingId, personId }: Input<typeof council.dismissObserver>, work: Work): Promise<Output<typeof council.dismissObserver>> {
    if ((await readMeeting(work.db, meetingId)).access === 'alliance') {
      await insistOnPeople(work.db, [personId]);
      await work.db.query(
        'INSERT INTO council_observer (meeting_id, person_id, admitted_by, admitted_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [meetingId, personId, actor.personId, work.now]);
    }
    const [dismissed] = await work.db.query<[unknown[], number]>(
      'UPDATE council_observer SET dismissed_at = $3 WHERE meeting_id = $1 AND person_id = $2 AND dismissed_at IS NULL RETURNING person_id', [meetingId, personId, work.now]);
    if (dismissed.length > 0) {
      work.record(council.observerDismissed, streamOf(meetingId), { personId });
      work.record(stream.rightsChanged, 'rights', { subjects: [`person:${personId}`], reason: 'standing_changed' });
    }
    return { personId };
  }
}
