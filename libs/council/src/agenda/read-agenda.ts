import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { council, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';
import { readAgenda } from './agenda-item.entity.js';

@Injectable()
@Answers(council.agenda, (params) => ({ kind: 'meeting', id: params.meetingId }))
export class ReadAgenda implements QueryHandler<typeof council.agenda> {
  async execute(_: Principal, { meetingId }: Params<typeof council.agenda>, db: EntityManager): Promise<Output<typeof council.agenda>> {
    return { items: await readAgenda(db, meetingId) };
  }
}
