import { readers, type CorridorSection, type Ids } from './sections.js';

const corridor = ({ corridorId }: Ids): object => ({ corridorId });
/** One that there is none of: who may do it at all is told so, and nothing changes. */
const request = ({ corridorId, personId }: Ids): object => ({ corridorId, requestId: personId });
const offer = ({ corridorId, personId }: Ids): object => ({ corridorId, offerId: personId });
const coordinators = 'administrator lead operator host';

export const section: CorridorSection = {
  about: 'requests and offers of capacity', knows: `${readers} affiliate`,
  rows: {
    // For the host's centre: whoever acts for the host.
    'corridor.capacity.request': 'administrator host', 'corridor.capacity.withdraw': `${coordinators} field`,
    'corridor.offer.make': coordinators, 'corridor.offer.accept': coordinators, 'corridor.offer.decline': coordinators, 'corridor.offer.withdraw': coordinators,
    'corridor.capacity.list': readers, 'corridor.capacity.read': readers,
  },
  inputs: {
    'corridor.capacity.request': ({ corridorId, centreId }) => ({ corridorId, centreId, need: { kind: 'beds', code: 'burn' }, amount: 1, until: new Date(Date.now() + 3_600_000).toISOString() }),
    'corridor.capacity.withdraw': request, 'corridor.offer.make': (ids) => ({ ...request(ids), from: { unitId: ids.unitId }, amount: 1 }),
    'corridor.offer.accept': offer, 'corridor.offer.decline': offer, 'corridor.offer.withdraw': offer, 'corridor.capacity.list': corridor, 'corridor.capacity.read': request,
  },
};
