import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { council, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { latestMessages, messageView } from './chat-message.entity.js';

/** The chat of a meeting, latest first. */
@Injectable()
@Answers(council.chat, (params) => ({ kind: 'meeting', id: params.meetingId }))
export class ReadChat implements QueryHandler<typeof council.chat> {
  async execute(_: Principal, { meetingId, limit, iterator }: Params<typeof council.chat>, db: EntityManager): Promise<Page<Output<typeof council.chat>>> {
    const messages = await latestMessages(db, meetingId, limit + 1, placeOf(iterator, council.id));
    return pageOf(messages.map(messageView), limit, (message) => message.id);
  }
}
