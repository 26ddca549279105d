import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { eraseWords, LogReader, type Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { streamOf } from '../meeting/meeting.entity.js';
import { ChatMessage } from './chat-message.entity.js';

/** Events looked through at a time. */
const STEP = 200;

/** Takes the text of a message away from everybody: out of the chat, and out of the log, whose chain does without it. */
@Injectable()
@Handles(council.hideMessage, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class HideMessage implements CommandHandler<typeof council.hideMessage> {
  constructor(private readonly log: LogReader) {}

  async execute(actor: Principal, { meetingId, messageId, reason }: Input<typeof council.hideMessage>, work: Work): Promise<Output<typeof council.hideMessage>> {
    const message = await work.db.findOne(ChatMessage, { where: { meetingId, id: messageId }, lock: { mode: 'for_no_key_update' } });
    if (message === null) throw new DomainError('message_unknown', 'This meeting has no chat message of this id.');
    // To hide twice changes nothing.
    if (message.hiddenAt !== null) return { messageId };
    await work.db.update(ChatMessage, { id: messageId }, { text: null, hiddenAt: work.now, hiddenBy: actor.personId, hiddenFor: reason });
    const offset = await this.offsetOf(work, message);
    if (offset !== null) await eraseWords(work.db, streamOf(meetingId), [offset]);
    work.record(council.messageHidden, streamOf(meetingId), { messageId, reason });
    return { messageId };
  }

  /** The event of a message stands soon after where the stream ended when it was written; null when retention has taken it. */
  private async offsetOf({ db }: Work, { meetingId, id, logAfter }: ChatMessage): Promise<number | null> {
    for (let after = Number(logAfter); ;) {
      const events = await this.log.readIn(db, streamOf(meetingId), after, STEP);
      const posted = events.find(({ envelope }) => envelope.type === council.messagePosted.name && envelope.data['messageId'] === id);
      if (posted !== undefined) return posted.offset;
      const last = events.at(-1);
      if (last === undefined) return null;
      after = last.offset;
    }
  }
}
