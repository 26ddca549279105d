import { Injectable } from '@nestjs/common';
import { alliance, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { Seat } from './seat.entity.js';
import { lockSeat, seatNow, tellSeats } from './tell-seats.js';

@Injectable()
@Handles(alliance.weighSeat, (input) => ({ kind: 'seat', id: input.seatId }))
export class WeighSeat implements CommandHandler<typeof alliance.weighSeat> {
  async execute(actor: Principal, { seatId, weight }: Input<typeof alliance.weighSeat>, work: Work): Promise<Output<typeof alliance.weighSeat>> {
    await lockSeat(work.db, seatId);
    await work.db.update(Seat, { id: seatId }, { weight });
    tellSeats(work, [await seatNow(work.db, seatId)]);
    await noteAudit(work.db, actor, work.now, { action: alliance.weighSeat.name, object: { kind: 'seat', id: seatId } });
    return {};
  }
}
