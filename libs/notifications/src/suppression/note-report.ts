import { Injectable } from '@nestjs/common';
import { contactsOf } from '#identity';
import { systemActor } from '#kernel';
import { UnitOfWork, type Work } from '#log';
import { isDeadAddress } from '../mail/explain-fault.js';
import { moveMessages } from '../message/move-messages.js';
import type { MailReport } from './read-report.js';
import { suppress } from './suppress.js';

const system = systemActor('mail reports');

interface Message {
  readonly id: string;
  readonly personId: string;
}

/**
 * Takes in what mail systems report of mails that were sent. Only what is about a message of this hub, to the person whose it is,
 * counts: a forged report stops nobody's mail but by naming a message that its writer cannot know.
 */
@Injectable()
export class NoteReport {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @returns how many of them were about messages of this hub */
  async execute(reports: readonly MailReport[]): Promise<number> {
    let noted = 0;
    for (const report of reports) if (await this.unitOfWork.run(system, [], (work) => note(work, report))) noted += 1;
    return noted;
  }
}

async function note(work: Work, report: MailReport): Promise<boolean> {
  const messages = await work.db.query<Message[]>(`SELECT id, person_id AS "personId" FROM notification_message WHERE channel = 'mail' AND reference = $1 ORDER BY id`, [report.messageId]);
  const [first] = messages;
  if (first === undefined) return false;
  const contact = (await contactsOf(work.db, [first.personId])).get(first.personId);
  // A mail program may hide whom a complaint is from; the message tells it.
  const recipient = report.recipient ?? (report.kind === 'complained' ? (contact?.email ?? null) : null);
  if (contact === undefined || recipient !== contact.email) return false;
  if (report.kind === 'delivered' || report.kind === 'failed') {
    await moveMessages(work, messages.map(({ id }) => ({ messageId: id, to: report.kind === 'failed' ? 'bounced' : 'delivered', why: report.status ?? undefined })));
  }
  if (report.kind === 'complained') await suppress(work.db, { address: recipient, reason: 'complained', status: null, since: work.now });
  if (report.kind === 'failed' && report.status !== null && isDeadAddress(report.status)) await suppress(work.db, { address: recipient, reason: 'bounced', status: report.status, since: work.now });
  return true;
}
