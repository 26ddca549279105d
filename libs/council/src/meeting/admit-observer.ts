import { Injectable } from '@nestjs/common';
import { council, stream, type Input, type Output } from '#contracts';
import { insistOnPeople } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { plannable } from './meeting-states.js';
import { holdMeeting, streamOf } from './meeting.entity.js';

/** Lets a person observe; to admit somebody twice changes nothing. */
@Injectable()
@Handles(council.admitObserver, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class AdmitObserver implements CommandHandler<typeof council.admitObserver> {
  async execute(actor: Principal, { meetingId, personId }: Input<typeof council.admitObserver>, work: Work): Promise<Output<typeof council.admitObserver>> {
    (await holdMeeting(work.db, meetingId)).insist(plannable);
    await insistOnPeople(work.db, [personId]);
    const admitted = await work.db.query<unknown[]>(
      `INSERT INTO council_observer AS o (meeting_id, person_id, admitted_by, admitted_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (meeting_id, person_id) DO UPDATE SET admitted_by = $3, admitted_at = $4, dismissed_at = NULL WHERE o.dismissed_at IS NOT NULL RETURNING 1`,
      [meetingId, personId, actor.personId, work.now],
    );
    if (admitted.length > 0) {
      work.record(council.observerAdmitted, streamOf(meetingId), { personId });
      work.record(stream.rightsChanged, 'rights', { subjects: [`person:${personId}`], reason: 'standing_changed' });
    }
    return { personId };
  }
}
