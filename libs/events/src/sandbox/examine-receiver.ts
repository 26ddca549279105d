import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnState } from '../subscription/subscription-states.js';
import { lockSubscription, streamOf } from '../subscription/subscription.entity.js';

/** Only an endpoint that agreed to be sent something is examined, and by one examination at a time. */
@Injectable()
@Handles(events.examineReceiver, (input) => ({ kind: 'subscription', id: input.subscriptionId }))
export class ExamineReceiver implements CommandHandler<typeof events.examineReceiver> {
  async execute(_: Principal, { subscriptionId }: Input<typeof events.examineReceiver>, work: Work): Promise<Output<typeof events.examineReceiver>> {
    insistOnState((await lockSubscription(work.db, subscriptionId)).state, ['active']);
    const examinationId = newId();
    await work.db.query('INSERT INTO events_examination (id, subscription_id, started_at) VALUES ($1, $2, $3)', [examinationId, subscriptionId, work.now])
      .catch(refuseOn('one_running_examination', new DomainError('examination_running', 'The receiver is being examined already.')));
    work.record(events.examinationBegun, streamOf(subscriptionId), { subscriptionId, examinationId });
    return { examinationId };
  }
}
