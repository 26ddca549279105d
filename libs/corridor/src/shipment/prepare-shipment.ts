import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { holderIn, holderOf, insistOnOpen, type Holder } from '../holder/holder.js';
import { inUnitOf, readItem, type Item } from '../item/item.js';
import { insistOnActing } from '../standing/insist-on-acting.js';
import { tellShipment, type Shipment } from './shipment.js';

type Asked = Input<typeof corridor.prepareShipment>;

/** What it is to hold is set aside from now on, until it leaves or is cancelled. */
@Injectable()
@Handles(corridor.prepareShipment, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class PrepareShipment implements CommandHandler<typeof corridor.prepareShipment> {
  async execute(actor: Principal, input: Asked, work: Work, { standing }: Granted): Promise<Output<typeof corridor.prepareShipment>> {
    const { corridorId, carrierUnitId } = input;
    const [from, to] = [insistOnOpen(await holderIn(work.db, corridorId, holderOf(input.from))), insistOnOpen(await holderIn(work.db, corridorId, holderOf(input.to)))];
    if (from.id === to.id) throw new DomainError('same_holder', 'Giver and receiver are the same.');
    await insistOnActing(work.db, actor, corridorId, [from.institutionId], standing);
    const carrier = carrierUnitId === undefined ? null : insistOnOpen(await holderIn(work.db, corridorId, { kind: 'unit', id: carrierUnitId }));
    const lines = await readLines(work.db, input);
    const shipment: Shipment = {
      id: newId(), corridorId, institutionId: from.institutionId, fromKind: from.kind, fromId: from.id, toKind: to.kind, toId: to.id, toInstitutionId: to.institutionId, carrierUnitId: carrier?.id ?? null,
      partyIds: partiesOf(from, to, carrier), state: 'prepared', version: 1, countryCode: from.countryCode, borderCountry: null, ...coldRange(lines.map(({ item }) => item)),
      expectedAt: input.expectedAt === undefined ? null : new Date(input.expectedAt),
    };
    await insert(work, shipment, lines);
    await tellShipment(work, shipment);
    return { shipmentId: shipment.id };
  }
}

interface Line {
  readonly item: Item;
  readonly lot: string | null;
  readonly quantity: number;
}

async function readLines(db: EntityManager, { corridorId, lines }: Asked): Promise<Line[]> {
  const read: Line[] = [];
  for (const [at, { itemId, lot, quantity }] of lines.entries()) {
    const item = await readItem(db, corridorId, itemId);
    read.push({ item, lot: lot ?? null, quantity: await inUnitOf(item, quantity, `/lines/${at}/quantity`) });
  }
  return read;
}

const partiesOf = (...holders: readonly (Holder | null)[]): string[] => [...new Set(holders.flatMap((holder) => holder?.institutionId ?? []))];

/** Where all items keep. @throws DomainError cold_ranges_differ */
function coldRange(items: readonly Item[]): { lowCelsius: number | null; highCelsius: number | null } {
  const bounded = items.flatMap(({ lowCelsius, highCelsius }) => (lowCelsius === null || highCelsius === null ? [] : [{ lowCelsius, highCelsius }]));
  if (bounded.length === 0) return { lowCelsius: null, highCelsius: null };
  const range = { lowCelsius: Math.max(...bounded.map(({ lowCelsius }) => lowCelsius)), highCelsius: Math.min(...bounded.map(({ highCelsius }) => highCelsius)) };
  if (range.lowCelsius >= range.highCelsius) throw new DomainError('cold_ranges_differ', 'The items have no temperature in common; send them apart.', range);
  return range;
}

async function insert({ db, now }: Work, s: Shipment, lines: readonly Line[]): Promise<void> {
  await db.query(
    `INSERT INTO corridor_shipment (id, corridor_id, institution_id, from_kind, from_id, to_kind, to_id, to_institution_id, carrier_unit_id, party_ids, state, version, country_code, low_celsius, high_celsius, expected_at, prepared_at, moved_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)`,
    [s.id, s.corridorId, s.institutionId, s.fromKind, s.fromId, s.toKind, s.toId, s.toInstitutionId, s.carrierUnitId, s.partyIds, s.state, s.version, s.countryCode, s.lowCelsius, s.highCelsius, s.expectedAt, now],
  );
  // With its lines it is promised; by the order of the items nobody who promises several waits in a ring.
  const rows = lines.map(({ item, lot, quantity }, at) => ({ line: at + 1, itemId: item.id, lot, quantity }));
  await db.query(
    `INSERT INTO corridor_shipment_line (shipment_id, line, corridor_id, item_id, lot, quantity) SELECT $1, line, $2, "itemId", lot, quantity FROM jsonb_to_recordset($3::jsonb) AS t(line int, "itemId" uuid, lot text, quantity numeric) ORDER BY "itemId"`,
    [s.id, s.corridorId, JSON.stringify(rows)],
  ).catch(refuseOn('stock_promised_once', new DomainError('stock_promised', 'Of an item, or of a named lot, less is in stock than was promised with this.')));
}
