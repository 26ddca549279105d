import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { council, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';
import { Meeting, readMeeting } from './meeting.entity.js';

/** The meetings that the caller may know of. Row-level security draws the line (`council_knows`); this only filters and pages. */
@Injectable()
@Answers(council.meetings, () => theHub)
export class ReadMeetings implements QueryHandler<typeof council.meetings> {
  async execute(_: Principal, { state, bodyId, limit, iterator }: Params<typeof council.meetings>, db: EntityManager): Promise<Page<Output<typeof council.meetings>>> {
    const start = placeOf(iterator, council.id);
    const found = db.createQueryBuilder(Meeting, 'm').orderBy('m.id', 'DESC').limit(limit + 1);
    if (start !== null) found.andWhere('m.id < :start', { start });
    if (state !== undefined) found.andWhere('m.state = :state', { state });
    if (bodyId !== undefined) found.andWhere('m.bodyId = :bodyId', { bodyId });
    const meetings = (await found.getMany()).map((meeting) => meeting.view());
    return pageOf(meetings, limit, (meeting) => meeting.id);
  }
}

@Injectable()
@Answers(council.meetingById, (params) => ({ kind: 'meeting', id: params.meetingId }))
export class ReadMeeting implements QueryHandler<typeof council.meetingById> {
  async execute(_: Principal, { meetingId }: Params<typeof council.meetingById>, db: EntityManager): Promise<Output<typeof council.meetingById>> {
    return (await readMeeting(db, meetingId)).view();
  }
}
