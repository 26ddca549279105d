import { Injectable } from '@nestjs/common';
import { alliance, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { noteAudit } from '#identity';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockInstitution } from '../institution/tell-institution.js';
import { Seat } from './seat.entity.js';
import { seatNow, tellSeats } from './tell-seats.js';

@Injectable()
@Handles(alliance.createSeat, (input) => ({ kind: 'body', id: input.bodyId }))
export class CreateSeat implements CommandHandler<typeof alliance.createSeat> {
  async execute(actor: Principal, input: Input<typeof alliance.createSeat>, work: Work): Promise<Output<typeof alliance.createSeat>> {
    // Locked, so that it does not close at this very moment.
    (await lockInstitution(work.db, input.institutionId)).insistOnActive();
    const id = newId();
    await work.db.insert(Seat, { ...input, id, delegateId: null, state: 'active' })
      .catch(refuseOn('one_seat_for_an_institution', new DomainError('seat_taken', 'This institution holds a seat of this body already.')));
    tellSeats(work, [await seatNow(work.db, id)]);
    await noteAudit(work.db, actor, work.now, { action: alliance.createSeat.name, object: { kind: 'seat', id } });
    return { seatId: id };
  }
}
