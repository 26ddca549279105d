import { members, readers, type CorridorSection, type Ids } from './sections.js';

const corridor = ({ corridorId }: Ids): object => ({ corridorId });
/** A fence that is none: whoever may ask is told so. */
const none = ({ corridorId, personId }: Ids): object => ({ corridorId, fenceId: personId });

export const section: CorridorSection = {
  about: 'fences, crossings and borders', knows: members,
  rows: {
    // Of the host.
    'corridor.fence.create': 'administrator host',
    'corridor.fence.change': 'administrator lead operator host', 'corridor.fence.retire': 'administrator lead operator host', 'corridor.fence.list': members,
    'corridor.crossing.list': readers, 'corridor.border.set_rules': 'administrator lead', 'corridor.border.list_rules': members,
  },
  inputs: {
    'corridor.fence.create': ({ corridorId, hostId }) => ({ corridorId, institutionId: hostId, name: 'Gate', shape: { kind: 'circle', centre: { latitude: 39, longitude: 76 }, radiusMetres: 500 } }),
    'corridor.fence.change': none, 'corridor.fence.retire': none, 'corridor.fence.list': corridor, 'corridor.crossing.list': corridor,
    'corridor.border.set_rules': ({ corridorId }) => ({ corridorId, countryCode: 'CN', languages: ['zh-Hans'], forms: ['mds'] }), 'corridor.border.list_rules': corridor,
  },
};
