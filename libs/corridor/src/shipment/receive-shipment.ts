import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, insistOn, type CommandHandler, type Granted } from '#realtime';
import { insistOnOpen, readHolder } from '../holder/holder.js';
import { toMillionths } from '../item/convert-unit.js';
import { ITEM, type Item } from '../item/item.js';
import { insistOnActing } from '../standing/insist-on-acting.js';
import { lockShelves, putIn } from '../stock/move-stock.js';
import type { LotQuantity } from '../stock/shelf.js';
import { lockShipment, moveShipment, type Shipment } from './shipment.js';
import { shipmentMachine } from './shipment-states.js';

type Counted = Input<typeof corridor.receiveShipment>['received'];
type Loaded = Item & LotQuantity;

/** The receiver counts, and what came is on their shelf with the step. What is missing is answered, and stands beside what was sent. */
@Injectable()
@Handles(corridor.receiveShipment, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class ReceiveShipment implements CommandHandler<typeof corridor.receiveShipment> {
  async execute(actor: Principal, input: Input<typeof corridor.receiveShipment>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.receiveShipment>> {
    const shipment = await lockShipment(work.db, input);
    await insistOnActing(work.db, actor, input.corridorId, [shipment.toInstitutionId], standing);
    insistOn(shipmentMachine, shipment.state, ['dispatched', 'cleared', 'delivered']);
    const load = await work.db.query<Loaded[]>(
      `SELECT ${ITEM}, l.lot, l.expires_on::text AS "expiresOn", l.quantity::float8 AS quantity FROM corridor_shipment_load l JOIN corridor_item i ON i.id = l.item_id WHERE l.shipment_id = $1 ORDER BY l.item_id, l.lot`, [shipment.id]);
    const came = count(load, input.received);
    await shelve(work, shipment, came, actor.personId ?? '');
    const missing = load.flatMap(({ id, lot, quantity }, at) => { const less = toMillionths(quantity - (came[at]?.quantity ?? 0)); return less > 0 ? [{ itemId: id, lot, quantity: less }] : []; });
    return { ...(await moveShipment(work, shipment, corridor.receiveShipment)), missing };
  }
}

const tooMuch = (details: Record<string, unknown>): DomainError => new DomainError('received_more_than_sent', 'More of a lot would be received than was sent.', details);

/** The load with what came of each lot. @throws DomainError received_more_than_sent */
function count(load: readonly Loaded[], received: Counted): Loaded[] {
  const stranger = received.find(({ itemId, lot }) => !load.some((sent) => sent.id === itemId && sent.lot === lot));
  if (stranger !== undefined) throw tooMuch({ itemId: stranger.itemId, lot: stranger.lot, sent: 0 });
  return load.map((sent) => {
    const counted = received.find(({ itemId, lot }) => sent.id === itemId && sent.lot === lot);
    if (counted !== undefined && counted.quantity > sent.quantity) throw tooMuch({ itemId: sent.id, lot: sent.lot, sent: sent.quantity });
    return { ...sent, quantity: counted?.quantity ?? sent.quantity };
  });
}

async function shelve(work: Work, { id, toKind, toId, fromId }: Shipment, came: readonly Loaded[], personId: string): Promise<void> {
  await work.db.query(
    `UPDATE corridor_shipment_load l SET received = t.quantity FROM jsonb_to_recordset($2::jsonb) AS t(id uuid, lot text, quantity numeric) WHERE l.shipment_id = $1 AND l.item_id = t.id AND l.lot = t.lot`,
    [id, JSON.stringify(came)],
  ).catch(refuseOn('received_at_most_sent', tooMuch({})));
  const holder = insistOnOpen(await readHolder(work.db, { kind: toKind, id: toId }));
  const shelves = new Map(came.map((item) => [item.id, { holder, item }]));
  await lockShelves(work, ...shelves.values());
  for (const [itemId, shelf] of shelves) {
    const lots = came.filter((one) => one.id === itemId && one.quantity > 0);
    if (lots.length > 0) await putIn(work, shelf, lots, { entry: 'transfer_in', at: work.now, personId, counterpartId: fromId, shipmentId: id });
  }
}
