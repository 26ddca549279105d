import { members, readers, type CorridorSection } from './sections.js';

export const section: CorridorSection = {
  about: 'the devices of a corridor', knows: members,
  rows: { 'corridor.equipment.register': 'administrator operator field', 'corridor.equipment.list': readers },
  inputs: {
    'corridor.equipment.register': ({ unitId }) => ({ unitId, kind: 'generator', name: 'Generator', serialNumber: 'matrix-2' }), 'corridor.equipment.list': ({ corridorId }) => ({ corridorId }),
  },
};
