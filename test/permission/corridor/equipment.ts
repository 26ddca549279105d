import type { CorridorSection, Ids } from './sections.js';

const hands = 'administrator operator field';
/** Those with whom the operator's devices are shared: its own, and the host of its deployment. */
const shared = 'administrator operator host field protection';
const device = ({ equipmentId }: Ids): object => ({ equipmentId });
const item = ({ equipmentId, personId }: Ids): object => ({ equipmentId, itemId: personId });

export const section: CorridorSection = {
  about: 'a device', knows: shared,
  rows: {
    'corridor.equipment.change': hands, 'corridor.equipment.move': hands, 'corridor.meter.report': hands, 'corridor.meter.withdraw': hands, 'corridor.maintenance.plan': hands, 'corridor.maintenance.complete': hands,
    'corridor.maintenance.drop': hands, 'corridor.equipment.read': shared, 'corridor.meter.list': shared,
  },
  inputs: {
    'corridor.equipment.change': device, 'corridor.equipment.move': (ids) => ({ ...device(ids), to: { unitId: ids.unitId } }), 'corridor.meter.report': (ids) => ({ ...device(ids), engineHours: 1 }), 'corridor.meter.withdraw': (ids) => ({ ...device(ids), readingId: ids.personId, reason: 'A slip' }),
    'corridor.maintenance.plan': (ids) => ({ ...device(ids), name: 'Oil', dueOn: '2099-01-01' }), 'corridor.maintenance.complete': item, 'corridor.maintenance.drop': item,
    'corridor.equipment.read': device, 'corridor.meter.list': device,
  },
};
