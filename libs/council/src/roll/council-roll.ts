import { Injectable } from '@nestjs/common';
import { alliance, identity, type stream, type Data } from '#contracts';
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
}
