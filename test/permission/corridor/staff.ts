import { members, readers, type CorridorSection, type Ids } from './sections.js';

const hands = 'administrator operator field';
const corridor = ({ corridorId }: Ids): object => ({ corridorId });

export const section: CorridorSection = {
  about: 'staff on site', knows: members,
  rows: { 'corridor.staff.assign': hands, 'corridor.staff.relieve': hands, 'corridor.staff.list': readers, 'corridor.staff.count': readers },
  inputs: {
    'corridor.staff.assign': ({ unitId, personId }) => ({ unitId, personId, role: 'nurse', from: '2026-01-01T00:00:00Z' }), 'corridor.staff.relieve': ({ unitId, personId }) => ({ unitId, assignmentId: personId }),
    'corridor.staff.list': corridor, 'corridor.staff.count': corridor,
  },
};
