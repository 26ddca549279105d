import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { DomainError, newId, type Principal } from '#kernel';
import { LogReader, type Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { open } from '../meeting/meeting-states.js';
import { holdMeeting, streamOf } from '../meeting/meeting.entity.js';
import { ChatMessage } from './chat-message.entity.js';

/** The words of a person stand beside the chain of events, so that they can be taken away. */
@Injectable()
@Handles(council.postMessage, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class PostMessage implements CommandHandler<typeof council.postMessage> {
  constructor(private readonly log: LogReader) {}

  async execute({ personId }: Principal, { meetingId, text }: Input<typeof council.postMessage>, work: Work): Promise<Output<typeof council.postMessage>> {
    if (personId === null) throw new DomainError('forbidden', 'Only people write to the chat.');
    (await holdMeeting(work.db, meetingId)).insist(open);
    const messageId = newId();
    const head = await this.log.headIn(work.db, streamOf(meetingId));
    await work.db.insert(ChatMessage, { id: messageId, meetingId, personId, postedAt: work.now, text, logAfter: String(head?.offset ?? 0) });
    work.record(council.messagePosted, streamOf(meetingId), { messageId, personId }, { personal: { text } });
    return { messageId, postedAt: work.now.toISOString() };
  }
}
