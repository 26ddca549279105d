import { Injectable } from '@nestjs/common';
import { alliance, type Input, type Output } from '#contracts';
import { insistOnPeople, moveRights, noteAudit } from '#identity';
import type { Principal } from '#kernel';
import { Projections, type Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { Alternate, Seat } from './seat.entity.js';
import { actorsOf, lockSeat, seatNow, tellSeats } from './tell-seats.js';

@Injectable()
@Handles(alliance.appointSeat, (input) => ({ kind: 'seat', id: input.seatId }))
export class AppointSeat implements CommandHandler<typeof alliance.appointSeat> {
  constructor(private readonly projections: Projections) {}

  async execute(actor: Principal, { seatId, delegateId, alternateIds }: Input<typeof alliance.appointSeat>, work: Work): Promise<Output<typeof alliance.appointSeat>> {
    await lockSeat(work.db, seatId);
    await insistOnPeople(work.db, delegateId === null ? alternateIds : [delegateId, ...alternateIds]);
    const before = await seatNow(work.db, seatId);
    await work.db.update(Seat, { id: seatId }, { delegateId });
    await work.db.delete(Alternate, { seatId });
    await work.db.insert(Alternate, alternateIds.map((personId, at) => ({ seatId, personId, rank: at + 1 })));
    const after = await seatNow(work.db, seatId);
    tellSeats(work, [after]);
    // Those who lost the seat as well as those who got it.
    moveRights(work, [...actorsOf(before), ...actorsOf(after)]);
    await noteAudit(work.db, actor, work.now, { action: alliance.appointSeat.name, object: { kind: 'seat', id: seatId } });
    return {};
  }

  /** Whoever was answered may count on it: the councils go by it now. */
  afterwards(): Promise<void> {
    return this.projections.heard(alliance.seatChanged);
  }
}
