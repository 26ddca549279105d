import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { notifications, type Output, type Params } from '#contracts';
import { contactsOf } from '#identity';
import { DomainError, type Principal } from '#kernel';
import { Answers, theHub, type QueryHandler } from '#realtime';
import { suppressedOf } from '../suppression/suppress.js';

type Facts = Output<typeof notifications.readMail>;

@Injectable()
@Answers(notifications.readMail, () => theHub)
export class ReadMail implements QueryHandler<typeof notifications.readMail> {
  async execute({ personId }: Principal, _: Params<typeof notifications.readMail>, db: EntityManager): Promise<Facts> {
    const contact = personId === null ? undefined : (await contactsOf(db, [personId])).get(personId);
    if (contact === undefined) throw new DomainError('not_found', 'The hub knows no mail address of yours.');
    const stopped = (await suppressedOf(db, [contact.email])).get(contact.email);
    const [test] = await db.query<{ asked_at: Date; state: 'asked' | 'sent' | 'failed'; reason: string | null }[]>('SELECT asked_at, state, reason FROM notification_mail_test WHERE person_id = $1', [personId]);
    return {
      address: contact.email,
      suppressed: stopped === undefined ? null : { reason: stopped.reason, status: stopped.status, since: stopped.since.toISOString() },
      test: test === undefined ? null : { askedAt: test.asked_at.toISOString(), state: test.state, reason: test.reason },
    };
  }
}
