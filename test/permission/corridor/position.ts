import { members, readers, type CorridorSection, type Ids } from './sections.js';

const unit = ({ unitId }: Ids): object => ({ unitId });
/** At nought, so that it is answered as such and moves nothing. */
const fix = { fixTime: '2026-11-22T08:00:00Z', latitude: 0, longitude: 0 };

export const section: CorridorSection = {
  about: 'positions', knows: members,
  rows: {
    'corridor.position.report': 'administrator operator field', 'corridor.position.report_batch': 'administrator operator field',
    // What of it each of them is shown is settled by the compact.
    'corridor.position.list': readers, 'corridor.track.read': readers,
    'corridor.refusal.list': 'administrator operator field', 'corridor.refusal.list_held': 'administrator operator field',
  },
  inputs: {
    'corridor.position.report': ({ unitId }) => ({ unitId, ...fix }), 'corridor.position.report_batch': ({ unitId }) => ({ unitId, fixes: [fix] }),
    'corridor.position.list': ({ corridorId }) => ({ corridorId }), 'corridor.track.read': unit, 'corridor.refusal.list': unit, 'corridor.refusal.list_held': unit,
  },
};
