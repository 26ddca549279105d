import type { Output, corridor } from '#contracts';
import { concept, meta, own, quantity, refer, type Resource } from './resource.js';

type Entry = Output<typeof corridor.listStockEntries>;
type Shipment = Output<typeof corridor.readShipment>;
type Items = ReadonlyMap<string, Output<typeof corridor.listItems>>;

/** Only what was counted by the receiver has been delivered. */
const supplyStatus: Readonly<Record<Shipment['state'], string>> = {
  prepared: 'in-progress', dispatched: 'in-progress', at_border: 'in-progress', cleared: 'in-progress', delivered: 'in-progress', received: 'completed', lost: 'abandoned', cancelled: 'abandoned',
};

/** An entry of a ledger by which stock came. What came by a shipment is told by the shipment, what went by the one that it went to: null. */
export function entryDelivery(entry: Entry, holderId: string, items: Items): Resource | null {
  if (!isDelivery(entry)) return null;
  return {
    resourceType: 'SupplyDelivery', id: entry.id, ...meta(entry.enteredAt), ...(entry.counterpartId === null ? {} : { extension: [from(entry.counterpartId)] }), status: 'completed',
    suppliedItem: supplied(entry, items), occurrenceDateTime: entry.at, destination: refer('Location', holderId),
  };
}

export function isDelivery({ entry, shipmentId }: Pick<Entry, 'entry' | 'shipmentId'>): boolean {
  return shipmentId === null && (entry === 'receive' || entry === 'transfer_in');
}

/** A shipment as a whole, and each line of it as a part with the number of the line. */
export function shipmentDeliveries(shipment: Shipment, items: Items): Resource[] {
  const { id, institutionId, fromId, toId, state, version, expectedAt, movedAt, lines } = shipment;
  const about = {
    ...meta(movedAt, version), extension: [from(fromId), { url: own('shipment-state'), valueCode: state }], status: supplyStatus[state],
    ...(expectedAt === null ? {} : { occurrenceDateTime: expectedAt }), supplier: refer('Organization', institutionId), destination: refer('Location', toId),
  };
  return [
    { resourceType: 'SupplyDelivery', id, ...about },
    ...lines.map((line, index) => ({ resourceType: 'SupplyDelivery', id: `${id}.${index + 1}`, ...about, partOf: [refer('SupplyDelivery', id)], suppliedItem: supplied(line, items) })),
  ];
}

function supplied({ itemId, quantity: value, unit }: { readonly itemId: string; readonly quantity: number; readonly unit: string }, items: Items): object {
  const code = items.get(itemId)?.code;
  return { quantity: quantity(value, unit), itemCodeableConcept: code === undefined ? concept('item', itemId) : { coding: [{ system: encodeURI(code.system), code: code.value.trim().replaceAll(/\s+/g, ' ') }] } };
}

/** R4 knows the organisation that supplies, not the place. */
function from(locationId: string): object {
  return { url: own('from'), valueReference: refer('Location', locationId) };
}
