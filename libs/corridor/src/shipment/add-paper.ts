import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, insistOn, type CommandHandler, type Granted } from '#realtime';
import { streamOf } from '../corridor/corridor.entity.js';
import { insistOnActingForOne } from '../standing/insist-on-acting.js';
import { audienceOfParties, lockShipment } from './shipment.js';
import { shipmentMachine } from './shipment-states.js';

/** The event says that there is a paper, and never its number. */
@Injectable()
@Handles(corridor.addPaper, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class AddPaper implements CommandHandler<typeof corridor.addPaper> {
  async execute(actor: Principal, input: Input<typeof corridor.addPaper>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.addPaper>> {
    const shipment = await lockShipment(work.db, input);
    await insistOnActingForOne(work.db, actor, input.corridorId, shipment.partyIds, standing);
    insistOn(shipmentMachine, shipment.state, ['prepared', 'dispatched', 'at_border', 'cleared']);
    const { kind, number, countryCode, issuedOn, validUntil = null } = input;
    const paperId = newId();
    await work.db.query(
      'INSERT INTO corridor_shipment_paper (id, shipment_id, corridor_id, kind, number, country_code, issued_on, valid_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
      [paperId, shipment.id, shipment.corridorId, kind, number, countryCode, issuedOn, validUntil],
    );
    work.record(corridor.paperAdded, streamOf(shipment.corridorId), { shipmentId: shipment.id, institutionId: shipment.institutionId, paperId, kind, countryCode, validUntil }, { audience: await audienceOfParties(work.db, shipment) });
    return { paperId };
  }
}
