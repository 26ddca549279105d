import { Injectable } from '@nestjs/common';
import { systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { lockMeeting } from '../meeting/meeting.entity.js';
import { closeAndCount } from './count-poll.js';
import { lockPoll } from './poll.entity.js';

const CLOSER = systemActor('polls');

/** Closes the polls whose deadline has passed. No ballot gets in meanwhile: each is judged by the deadline itself. */
@Injectable()
export class CloseDuePolls {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async look(): Promise<void> {
    const due = await this.unitOfWork.run(CLOSER, [], ({ db, now }) =>
      db.query<{ meeting_id: string; id: string }[]>(`SELECT meeting_id, id FROM council_poll WHERE state = 'open' AND deadline <= $1 ORDER BY deadline LIMIT 100`, [now]));
    for (const { meeting_id: meetingId, id } of due) {
      await this.unitOfWork.run(CLOSER, [meetingId], async (work) => {
        await lockMeeting(work.db, meetingId);
        const poll = await lockPoll(work.db, meetingId, id, 'for_no_key_update');
        // The chair, or another process, may have been quicker.
        if (poll.state === 'open') await closeAndCount(work, poll);
      });
    }
  }
}
