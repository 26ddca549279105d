import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { council, type Data, type stream } from '#contracts';
import { telling, Tells, type Telling } from '#log';
import { FloorRequest } from '../floor/floor-request.entity.js';
import { readMeeting } from '../meeting/meeting.entity.js';
import { peopleOf, readSeat } from '../roll/read-roll.js';
import { meetingOf } from './meeting-then.js';

/** Who is told what happens to them in a sitting: who has the floor, and who acts for a seat. */
@Injectable()
export class TellOfSittings {
  /** The speaker, and the others of their seat, who may have to take over. Worth nothing once the time is up. */
  @Tells(council.floorGiven)
  async floorGiven(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { personId, requestId, deadline } = event.data as Data<typeof council.floorGiven>;
    const { bodyId, title } = await readMeeting(db, meetingOf(event.stream));
    const request = await db.findOneBy(FloorRequest, { id: requestId });
    const seat = request?.seatId == null ? null : await readSeat(db, bodyId, request.seatId);
    const told = { key: event.id, about: event.stream, until: new Date(deadline) };
    return [
      telling(council.floorGivenNotice, { ...told, to: [personId], facts: { title, deadline } }),
      ...(seat === null ? [] : [telling(council.seatHasFloorNotice, { ...told, to: peopleOf(seat).filter((id) => id !== personId), facts: { title } })]),
    ];
  }

  /** Both who gave the seat and who acts for it now. */
  @Tells(council.handedOver)
  async handedOver(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { personId, fromPersonId } = event.data as Data<typeof council.handedOver>;
    const { title } = await readMeeting(db, meetingOf(event.stream));
    const told = { key: event.id, about: event.stream, facts: { title } };
    return [telling(council.seatTakenOverNotice, { ...told, to: [personId] }), telling(council.seatHandedOverNotice, { ...told, to: [fromPersonId] })];
  }
}
