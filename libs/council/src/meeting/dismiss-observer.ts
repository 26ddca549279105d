import { Injectable } from '@nestjs/common';
import { council, stream, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { streamOf } from './meeting.entity.js';

/** Ends a person's leave to observe; the change of rights takes the meeting off their lines. */
@Injectable()
@Handles(council.dismissObserver, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class DismissObserver implements CommandHandler<typeof council.dismissObserver> {
  async execute(_: Principal, { meetingId, personId }: Input<typeof council.dismissObserver>, work: Work): Promise<Output<typeof council.dismissObserver>> {
    const [, dismissed] = await work.db.query<[unknown, number]>('DELETE FROM council_observer WHERE meeting_id = $1 AND person_id = $2', [meetingId, personId]);
    if (dismissed > 0) {
      work.record(council.observerDismissed, streamOf(meetingId), { personId });
      work.record(stream.rightsChanged, 'rights', { subjects: [`person:${personId}`], reason: 'standing_changed' });
    }
    return { personId };
  }
}
