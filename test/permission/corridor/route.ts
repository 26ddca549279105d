import { members, readers, type CorridorSection, type Ids } from './sections.js';

const deployment = ({ deploymentId }: Ids): object => ({ deploymentId });

export const section: CorridorSection = {
  about: 'planned ways and arrivals', knows: members,
  rows: { 'corridor.route.plan': 'administrator operator', 'corridor.route.drop': 'administrator operator', 'corridor.route.read': readers, 'corridor.arrival.read': readers },
  inputs: {
    'corridor.route.plan': ({ deploymentId }) => ({ deploymentId, line: [{ latitude: 36.7, longitude: 75 }, { latitude: 37.7, longitude: 75 }] }),
    'corridor.route.drop': deployment, 'corridor.route.read': deployment, 'corridor.arrival.read': deployment,
  },
};
