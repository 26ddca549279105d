import { members, readers, type CorridorSection } from './sections.js';

export const section: CorridorSection = {
  about: 'units that are heard of', knows: members,
  rows: { 'corridor.silence.set_rule': 'administrator operator', 'corridor.silence.list': readers },
  inputs: { 'corridor.silence.set_rule': ({ unitId }) => ({ unitId, everySeconds: 300 }), 'corridor.silence.list': ({ corridorId }) => ({ corridorId }) },
};
