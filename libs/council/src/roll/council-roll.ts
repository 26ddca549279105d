import { Injectable } from '@nestjs/common';
import { alliance, council, identity, type stream, type Data } from '#contracts';
import { isSuspended } from '#identity';
import { On, type Work } from '#log';
import { followBody, followOffice, followSeat } from './follow-alliance.js';
import { followSuspended } from './follow-person.js';

/** The council's own copy of bodies, offices and seats, kept up event by event. */
@Injectable()
export class CouncilRoll {
  @On(alliance.bodyChanged)
  body(event: stream.Envelope, work: Work): Promise<void> {
    return followBody(work, event.data as Data<typeof alliance.bodyChanged>);
  }

  @On(alliance.officeChanged)
  office(event: stream.Envelope, work: Work): Promise<void> {
    return followOffice(work, event.data as Data<typeof alliance.officeChanged>);
  }

  @On(alliance.seatChanged)
  seat(event: stream.Envelope, work: Work): Promise<void> {
    return followSeat(work, event.data as Data<typeof alliance.seatChanged>);
  }

  @On(identity.personChanged)
  async person(event: stream.Envelope, work: Work): Promise<void> {
    const { personId, state } = event.data as Data<typeof identity.personChanged>;
    if (state === 'suspended') await followSuspended(work, personId);
  }

  /** Who was on their way to the seat when they were suspended was not there yet to be checked out. */
  @On(council.checkedIn)
  @On(council.handedOver)
  async arrival(event: stream.Envelope, work: Work): Promise<void> {
    const { personId } = event.data as Data<typeof council.checkedIn>;
    if (await isSuspended(work.db, personId)) await followSuspended(work, personId);
  }
}
