import { randomUUID } from 'node:crypto';
import { members, readers, type CorridorSection, type Ids } from './sections.js';

const counting = 'operator field';
const day = ({ deploymentId }: Ids): object => ({ deploymentId, day: '2024-11-20' });
const days = ({ corridorId }: Ids): object => ({ corridorId, from: '2024-11-20', to: '2024-11-21' });
const encounter = (): object => ({ encounterId: randomUUID(), at: '2024-11-20T08:00:00Z', ageGroup: 'age_18_64', sex: 'male', items: [9] });

export const section: CorridorSection = {
  about: 'the tally and the daily report', knows: members,
  rows: {
    'corridor.tally.add': counting, 'corridor.tally.correct': counting, 'corridor.tally.withdraw': counting, 'corridor.tally.read': `${counting} host`,
    'corridor.report.name_slots': 'operator host', 'corridor.report.submit': counting,
    'corridor.report.read': readers, 'corridor.report.list': readers, 'corridor.report.late': readers, 'corridor.report.sums': readers,
    'corridor.report.versions': `${counting} host`, 'corridor.report.compare': `${counting} host`,
    // The named role of the operator or the host alone: no administrator, no coordinator.
    'corridor.restricted.read': 'protection',
  },
  inputs: {
    'corridor.tally.add': ({ deploymentId }) => ({ deploymentId, encounters: [encounter()] }), 'corridor.tally.correct': ({ deploymentId }) => ({ deploymentId, encounter: encounter() }),
    'corridor.tally.withdraw': ({ deploymentId }) => ({ deploymentId, encounterId: randomUUID() }), 'corridor.tally.read': day,
    'corridor.report.name_slots': ({ deploymentId }) => ({ deploymentId, from: '2024-11-20', slots: [{ item: 19, name: 'Dengue' }] }),
    'corridor.report.submit': ({ deploymentId }) => ({ deploymentId, day: '2024-11-20', source: 'tally' }),
    'corridor.report.read': day, 'corridor.report.list': days, 'corridor.report.late': ({ corridorId }) => ({ corridorId }), 'corridor.report.sums': days,
    'corridor.report.versions': day, 'corridor.report.compare': ({ deploymentId }) => ({ deploymentId, day: '2024-11-20', before: 1, after: 2 }),
    'corridor.restricted.read': ({ deploymentId }) => ({ deploymentId, from: '2024-11-20', to: '2024-11-21' }),
  },
};
