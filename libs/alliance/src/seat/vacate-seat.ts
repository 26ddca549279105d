import { Injectable } from '@nestjs/common';
import { alliance, type Input, type Output } from '#contracts';
import { moveRights, noteAudit } from '#identity';
import type { Principal } from '#kernel';
import { Projections, type Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { Alternate, Seat } from './seat.entity.js';
import { actorsOf, lockSeat, seatNow, tellSeats } from './tell-seats.js';

@Injectable()
@Handles(alliance.vacateSeat, (input) => ({ kind: 'seat', id: input.seatId }))
export class VacateSeat implements CommandHandler<typeof alliance.vacateSeat> {
  constructor(private readonly projections: Projections) {}

  async execute(actor: Principal, { seatId }: Input<typeof alliance.vacateSeat>, work: Work): Promise<Output<typeof alliance.vacateSeat>> {
    await lockSeat(work.db, seatId);
    const before = await seatNow(work.db, seatId);
    await work.db.update(Seat, { id: seatId }, { state: 'vacated', delegateId: null });
    await work.db.delete(Alternate, { seatId });
    tellSeats(work, [await seatNow(work.db, seatId)]);
    moveRights(work, actorsOf(before));
    await noteAudit(work.db, actor, work.now, { action: alliance.vacateSeat.name, object: { kind: 'seat', id: seatId } });
    return {};
  }

  /** Whoever was answered may count on it: the councils go by it now. */
  afterwards(): Promise<void> {
    return this.projections.heard(alliance.seatChanged);
  }
}
