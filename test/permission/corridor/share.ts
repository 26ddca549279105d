import { members, type CorridorSection } from './sections.js';

export const section: CorridorSection = {
  about: 'public links to a position', knows: members,
  rows: { 'corridor.share.create': 'operator', 'corridor.share.end': 'administrator operator', 'corridor.share.list': 'administrator operator field' },
  inputs: {
    'corridor.share.create': ({ unitId }) => ({ unitId, hours: 1 }), 'corridor.share.end': ({ unitId, personId }) => ({ unitId, shareId: personId }), 'corridor.share.list': ({ unitId }) => ({ unitId }),
  },
};
