import { members, type CorridorSection, type Ids } from './sections.js';

const crew = 'administrator operator field';
const tracker = ({ unitId, corridorId }: Ids): object => ({ unitId, trackerId: corridorId });

export const section: CorridorSection = {
  about: 'trackers', knows: members,
  rows: { 'corridor.tracker.bind': crew, 'corridor.tracker.renew': crew, 'corridor.tracker.unbind': crew, 'corridor.tracker.list': members },
  inputs: {
    'corridor.tracker.bind': ({ unitId }) => ({ unitId, deviceId: 'matrix-1' }), 'corridor.tracker.renew': tracker, 'corridor.tracker.unbind': tracker, 'corridor.tracker.list': ({ unitId }) => ({ unitId }),
  },
};
