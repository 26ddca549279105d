import { members, readers, type CorridorSection } from './sections.js';

export const section: CorridorSection = {
  about: 'the licences of a corridor', knows: members,
  rows: { 'corridor.credential.enter': 'administrator operator', 'corridor.credential.list': members, 'corridor.licence.list': readers },
  inputs: {
    'corridor.credential.enter': ({ corridorId, operatorId, personId }) => ({
      corridorId, institutionId: operatorId, personId, profession: 'nurse', hostCountry: 'CN', validFrom: '2026-01-01', validUntil: '2098-01-01', issuer: 'Council', issuerCountry: 'PK', licenceNumber: '1',
    }),
    'corridor.credential.list': ({ corridorId }) => ({ corridorId }), 'corridor.licence.list': ({ corridorId }) => ({ corridorId, hostCountry: 'CN' }),
  },
};
