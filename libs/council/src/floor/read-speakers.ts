import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { council, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';
import { readMeeting } from '../meeting/meeting.entity.js';
import { readFloor } from './floor-request.entity.js';

@Injectable()
@Answers(council.speakers, (params) => ({ kind: 'meeting', id: params.meetingId }))
export class ReadSpeakers implements QueryHandler<typeof council.speakers> {
  async execute(_: Principal, { meetingId }: Params<typeof council.speakers>, db: EntityManager): Promise<Output<typeof council.speakers>> {
    return readFloor(db, meetingId, (await readMeeting(db, meetingId)).listOpen);
  }
}
