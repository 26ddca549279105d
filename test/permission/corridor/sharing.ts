import { readers, type CorridorSection, type Ids } from './sections.js';

const coordinators = 'administrator lead operator host';
const line = ({ corridorId, operatorId, hostId }: Ids): object => ({ corridorId, institutionId: operatorId, readerInstitutionId: hostId, dataClass: 'stock' });

export const section: CorridorSection = {
  about: 'the compact', knows: 'administrator lead operator host field protection affiliate',
  rows: {
    // Each coordinator for their own organisation alone; here it is the operator that gives.
    'corridor.grant.give': 'administrator operator', 'corridor.grant.end': coordinators, 'corridor.grant.list': readers,
    'corridor.sharing.explain': readers, 'corridor.sharing.explain_event': readers,
    // The lead weighs the compact of all, others their own part of it.
    'corridor.sharing.try': 'administrator lead operator',
  },
  inputs: {
    'corridor.grant.give': (ids) => ({ ...line(ids), purpose: 'To know what arrives' }), 'corridor.grant.end': ({ corridorId, personId }) => ({ corridorId, grantId: personId }),
    'corridor.grant.list': ({ corridorId }) => ({ corridorId }), 'corridor.sharing.explain': line,
    'corridor.sharing.explain_event': ({ corridorId, personId, hostId }) => ({ corridorId, eventId: personId, readerInstitutionId: hostId }),
    'corridor.sharing.try': ({ corridorId, operatorId, hostId }) => ({ corridorId, grants: JSON.stringify([{ institutionId: operatorId, readerInstitutionId: hostId, dataClass: 'stock' }]) }),
  },
};
