import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { holderIn, holderOf, insistOnOpen } from '../holder/holder.js';
import { inUnitOf, readItem } from '../item/item.js';
import { insistOnActing } from '../standing/insist-on-acting.js';
import { instantOf } from './enter-stock.js';
import { leftOf, lockShelves, putIn, takeOut } from './move-stock.js';

/** Both sides in one transaction: stock is never in two places, nor in none. */
@Injectable()
@Handles(corridor.transferStock, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class TransferStock implements CommandHandler<typeof corridor.transferStock> {
  async execute(actor: Principal, input: Input<typeof corridor.transferStock>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.transferStock>> {
    const { corridorId, lot } = input;
    const [giver, receiver] = [insistOnOpen(await holderIn(work.db, corridorId, holderOf(input.from))), insistOnOpen(await holderIn(work.db, corridorId, holderOf(input.to)))];
    if (giver.id === receiver.id) throw new DomainError('same_holder', 'Giver and receiver are the same.');
    await insistOnActing(work.db, actor, corridorId, [giver.institutionId, receiver.institutionId], standing);
    const item = await readItem(work.db, corridorId, input.itemId);
    const quantity = await inUnitOf(item, input.quantity);
    const [from, to] = [{ holder: giver, item }, { holder: receiver, item }];
    await lockShelves(work, from, to);
    const entry = { at: instantOf(input.at, work.now), personId: actor.personId ?? '' };
    const taken = await takeOut(work, from, { quantity, lot }, { ...entry, entry: 'transfer_out', counterpartId: receiver.id });
    // Only what nobody was promised goes to somebody else.
    await work.db.query('SELECT corridor_keep_promises($1, $2)', [giver.id, item.id]).catch(refuseOn('stock_promised_once', new DomainError('stock_promised', 'What is left would be less than what was promised.')));
    await putIn(work, to, taken, { ...entry, entry: 'transfer_in', counterpartId: giver.id });
    return { taken, left: await leftOf(work.db, from) };
  }
}
