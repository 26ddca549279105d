import { members, readers, type CorridorSection } from './sections.js';

const own = 'administrator operator';

export const section: CorridorSection = {
  about: 'alerts of a corridor and who is on call: each for their own organisation, here the operator', knows: members,
  rows: {
    'corridor.alert.raise': 'administrator operator field', 'corridor.alert.list': readers,
    'corridor.roster.set': own, 'corridor.roster.override': own, 'corridor.roster.lift': 'administrator lead operator host', 'corridor.roster.list': readers, 'corridor.on_call.list': readers,
  },
  inputs: {
    'corridor.alert.raise': ({ corridorId, operatorId }) => ({ corridorId, institutionId: operatorId, severity: 'minor', headline: 'matrix', exercise: true }),
    'corridor.alert.list': ({ corridorId }) => ({ corridorId }),
    'corridor.roster.set': ({ corridorId, operatorId }) => ({ corridorId, institutionId: operatorId, level: 9, zone: 'Asia/Karachi', shifts: [] }),
    'corridor.roster.override': ({ corridorId, operatorId }) => ({ corridorId, institutionId: operatorId, level: 9, starts: '2027-01-01T00:00', ends: '2027-01-02T00:00', personIds: [] }),
    // There is no such exception: whoever may lift one hears so.
    'corridor.roster.lift': ({ corridorId, personId }) => ({ corridorId, overrideId: personId }),
    'corridor.roster.list': ({ corridorId }) => ({ corridorId }), 'corridor.on_call.list': ({ corridorId }) => ({ corridorId }),
  },
};
