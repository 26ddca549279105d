import { members, readers, type CorridorSection, type Ids } from './sections.js';

const corridor = ({ corridorId }: Ids): object => ({ corridorId });
const shelf = ({ corridorId, unitId }: Ids): object => ({ corridorId, holderId: unitId });
/** An item that there is none of: who may do it is told so, and nothing changes. */
const entry = ({ unitId, personId }: Ids): object => ({ unitId, itemId: personId });
const some = { quantity: { value: 1, unit: '1' } };
const crew = 'administrator operator field';

export const section: CorridorSection = {
  about: 'stock', knows: members,
  // Of the operator's unit.
  rows: {
    'corridor.item.register': 'administrator lead operator host', 'corridor.item.list': members,
    'corridor.stock.receive': crew, 'corridor.stock.issue': crew, 'corridor.stock.adjust': crew, 'corridor.stock.set_level': 'administrator operator',
    // Between the unit and the host's centre: nobody but an administrator acts for both, and for the others the rule of the command speaks.
    'corridor.stock.transfer': 'administrator',
    'corridor.stock.read': readers, 'corridor.stock.entries': readers, 'corridor.stock.sum': readers, 'corridor.stock.horizon': readers,
  },
  inputs: {
    'corridor.item.register': ({ corridorId }) => ({ corridorId, code: { system: 'urn:example', value: 'spare' }, name: 'Spare', unit: 'mL' }), 'corridor.item.list': corridor,
    'corridor.stock.receive': (ids) => ({ ...entry(ids), ...some }), 'corridor.stock.issue': (ids) => ({ ...entry(ids), ...some }),
    'corridor.stock.adjust': (ids) => ({ ...entry(ids), counted: { value: 1, unit: '1' }, reason: 'counted' }), 'corridor.stock.set_level': entry,
    'corridor.stock.transfer': ({ corridorId, unitId, centreId, personId }) => ({ corridorId, from: { unitId }, to: { centreId }, itemId: personId, ...some }),
    'corridor.stock.read': shelf, 'corridor.stock.entries': shelf, 'corridor.stock.sum': corridor, 'corridor.stock.horizon': shelf,
  },
};
