import { members, type CorridorSection, type Ids } from './sections.js';

/** A leg that the deployment does not have: whoever may change one hears that, and nothing changes. */
const leg = ({ deploymentId, corridorId }: Ids): object => ({ deploymentId, legId: corridorId });
const crew = 'operator field';

export const section: CorridorSection = {
  about: 'legs', knows: members,
  rows: {
    'corridor.leg.plan': crew, 'corridor.leg.change': crew, 'corridor.leg.drop': 'operator', 'corridor.leg.depart': crew, 'corridor.leg.arrive': crew,
    'corridor.leg.list': members, 'corridor.leg.read': members, 'corridor.leg.late': members,
  },
  inputs: {
    'corridor.leg.plan': ({ deploymentId, centreId }) => ({ deploymentId, from: { centreId }, to: { centreId }, departure: '2027-01-01T09:00', arrival: '2027-01-01T10:00' }),
    'corridor.leg.change': leg, 'corridor.leg.drop': leg, 'corridor.leg.depart': leg, 'corridor.leg.arrive': leg,
    'corridor.leg.list': ({ deploymentId }) => ({ deploymentId }), 'corridor.leg.read': leg, 'corridor.leg.late': ({ corridorId }) => ({ corridorId }),
  },
};
