import type { CorridorSection, Ids } from './sections.js';

/** It is past every step: whoever may take one hears so, and nothing changes. */
const alert = ({ alertId }: Ids): object => ({ alertId });
const answering = 'administrator operator host field';
const deciding = 'administrator operator host';
/** The host of a deployment under way reads what its operator raises; the lead only what is shared with it. */
const readers = 'administrator operator host field protection';

export const section: CorridorSection = {
  about: 'an alert of the operator about its deployment', knows: readers,
  rows: {
    'corridor.alert.acknowledge': answering, 'corridor.alert.resolve': answering, 'corridor.alert.annotate': answering,
    'corridor.alert.assign': deciding, 'corridor.alert.silence': deciding, 'corridor.alert.close': deciding, 'corridor.alert.supersede': 'administrator operator', 'corridor.alert.read': readers,
  },
  inputs: {
    'corridor.alert.acknowledge': alert, 'corridor.alert.resolve': alert, 'corridor.alert.annotate': ({ alertId }) => ({ alertId, note: 'matrix' }),
    'corridor.alert.assign': ({ alertId, personId }) => ({ alertId, personId }), 'corridor.alert.silence': ({ alertId }) => ({ alertId, until: '2000-01-01T00:00:00Z', reason: 'matrix' }),
    'corridor.alert.close': alert, 'corridor.alert.supersede': ({ alertId }) => ({ alertId, messageType: 'cancel', reason: 'matrix' }), 'corridor.alert.read': alert,
  },
};
