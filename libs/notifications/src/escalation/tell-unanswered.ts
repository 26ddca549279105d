import { Injectable } from '@nestjs/common';
import { notifications, type Data, type stream } from '#contracts';
import { telling, Tells, type Telling } from '#log';

/** The end of a chain is told to whoever answers for it. */
@Injectable()
export class TellUnanswered {
  @Tells(notifications.noticeUnanswered)
  async unanswered(event: stream.Envelope): Promise<readonly Telling[]> {
    const { noticeId, about, category, steps, personId } = event.data as Data<typeof notifications.noticeUnanswered>;
    return [telling(notifications.unansweredNotice, { key: noticeId, about, to: [personId], facts: { category, count: steps } })];
  }
}
