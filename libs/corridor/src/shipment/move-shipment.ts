import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, insistOn, type CommandHandler, type Granted } from '#realtime';
import { readHolder } from '../holder/holder.js';
import { ITEM, type Item } from '../item/item.js';
import { insistOnActingForOne } from '../standing/insist-on-acting.js';
import { lockShelves, takeOut } from '../stock/move-stock.js';
import type { LotQuantity, Shelf } from '../stock/shelf.js';
import { findBorderZone } from './find-border-zone.js';
import { lockShipment, moveShipment, type Shipment } from './shipment.js';
import { shipmentMachine } from './shipment-states.js';
import { itsCorridor } from '../standing/concerns.js';

type Stands = Output<typeof corridor.deliverShipment>;
/** What it holds leaves the sender's stock with the step, by lot: a shipment that is on its way is on nobody's shelf. */
@Injectable()
@Handles(corridor.dispatchShipment, itsCorridor)
export class DispatchShipment implements CommandHandler<typeof corridor.dispatchShipment> {
  async execute(actor: Principal, input: Input<typeof corridor.dispatchShipment>, work: Work, { standing }: Granted): Promise<Stands> {
    const shipment = await lockShipment(work.db, input);
    await insistOnActingForOne(work.db, actor, input.corridorId, [shipment.institutionId], standing);
    insistOn(shipmentMachine, shipment.state, ['prepared']);
    await load(work, shipment, actor.personId ?? '');
    return moveShipment(work, shipment, corridor.dispatchShipment);
  }
}

/** @throws DomainError stock_short */
async function load(work: Work, { id, corridorId, fromKind, fromId, toId }: Shipment, personId: string): Promise<void> {
  const holder = await readHolder(work.db, { kind: fromKind, id: fromId });
  const lines = await work.db.query<(Item & { lot: string | null; quantity: number })[]>(
    `SELECT ${ITEM}, l.lot, l.quantity::float8 AS quantity FROM corridor_shipment_line l JOIN corridor_item i ON i.id = l.item_id WHERE l.shipment_id = $1 ORDER BY l.line`, [id]);
  const shelves = lines.map(({ lot, quantity, ...item }): Shelf & { lot: string | null; quantity: number } => ({ holder, item, lot, quantity }));
  await lockShelves(work, ...shelves);
  for (const { lot, quantity, ...shelf } of shelves) {
    const taken = await takeOut(work, shelf, { quantity, lot: lot ?? undefined }, { entry: 'transfer_out', at: work.now, personId, counterpartId: toId, shipmentId: id });
    await stow(work, { id, corridorId }, shelf.item.id, taken);
  }
}

/** Two lines may take of one lot: it travels as one. */
async function stow({ db }: Work, { id, corridorId }: Pick<Shipment, 'id' | 'corridorId'>, itemId: string, taken: readonly LotQuantity[]): Promise<void> {
  await db.query(
    `INSERT INTO corridor_shipment_load AS l (shipment_id, corridor_id, item_id, lot, expires_on, quantity)
     SELECT $1, $2, $3, lot, "expiresOn", quantity FROM jsonb_to_recordset($4::jsonb) AS t(lot text, "expiresOn" date, quantity numeric)
     ON CONFLICT (shipment_id, item_id, lot) DO UPDATE SET quantity = l.quantity + excluded.quantity`,
    [id, corridorId, itemId, JSON.stringify(taken)],
  );
}

@Injectable()
@Handles(corridor.reachBorder, itsCorridor)
export class ReachBorder implements CommandHandler<typeof corridor.reachBorder> {
  async execute(actor: Principal, input: Input<typeof corridor.reachBorder>, work: Work, { standing }: Granted): Promise<Stands> {
    const shipment = await lockShipment(work.db, input);
    await insistOnActingForOne(work.db, actor, input.corridorId, shipment.partyIds, standing);
    return moveShipment(work, shipment, corridor.reachBorder, { borderCountry: input.countryCode });
  }
}

/** The border that it stands at names the country whose paper is asked for, and the calendar that it must be valid by. */
@Injectable()
@Handles(corridor.clearShipment, itsCorridor)
export class ClearShipment implements CommandHandler<typeof corridor.clearShipment> {
  async execute(actor: Principal, input: Input<typeof corridor.clearShipment>, work: Work, { standing }: Granted): Promise<Stands> {
    const shipment = await lockShipment(work.db, input);
    await insistOnActingForOne(work.db, actor, input.corridorId, shipment.partyIds, standing);
    insistOn(shipmentMachine, shipment.state, ['at_border']);
    const country = shipment.borderCountry ?? shipment.countryCode;
    const valid = await work.db.query<unknown[]>(
      `SELECT FROM corridor_shipment_paper, LATERAL (SELECT ($3::timestamptz AT TIME ZONE $4)::date AS today) AS border
       WHERE shipment_id = $1 AND country_code = $2 AND issued_on <= today AND (valid_until IS NULL OR valid_until >= today) LIMIT 1`,
      [shipment.id, country, work.now, await findBorderZone(work.db, shipment, country)],
    );
    if (valid.length === 0) throw new DomainError('paper_missing', `No paper of the shipment for ${country} is valid today. Add one, or name the country again at whose border it stands.`, { countryCode: country });
    return moveShipment(work, shipment, corridor.clearShipment, { countryCode: country });
  }
}

@Injectable()
@Handles(corridor.deliverShipment, itsCorridor)
export class DeliverShipment implements CommandHandler<typeof corridor.deliverShipment> {
  async execute(actor: Principal, input: Input<typeof corridor.deliverShipment>, work: Work, { standing }: Granted): Promise<Stands> {
    const shipment = await lockShipment(work.db, input);
    await insistOnActingForOne(work.db, actor, input.corridorId, shipment.partyIds, standing);
    return moveShipment(work, shipment, corridor.deliverShipment);
  }
}

@Injectable()
@Handles(corridor.loseShipment, itsCorridor)
export class LoseShipment implements CommandHandler<typeof corridor.loseShipment> {
  async execute(actor: Principal, { reason, ...input }: Input<typeof corridor.loseShipment>, work: Work, { standing }: Granted): Promise<Stands> {
    const shipment = await lockShipment(work.db, input);
    await insistOnActingForOne(work.db, actor, input.corridorId, [shipment.institutionId], standing);
    return moveShipment(work, shipment, corridor.loseShipment, { reason });
  }
}

@Injectable()
@Handles(corridor.cancelShipment, itsCorridor)
export class CancelShipment implements CommandHandler<typeof corridor.cancelShipment> {
  async execute(actor: Principal, { reason, ...input }: Input<typeof corridor.cancelShipment>, work: Work, { standing }: Granted): Promise<Stands> {
    const shipment = await lockShipment(work.db, input);
    await insistOnActingForOne(work.db, actor, input.corridorId, [shipment.institutionId], standing);
    return moveShipment(work, shipment, corridor.cancelShipment, { reason });
  }
}
