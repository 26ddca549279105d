import { members, type CorridorSection, type Ids } from './sections.js';

/** A handover and a task that the deployment does not have. */
const handover = ({ deploymentId, corridorId }: Ids): object => ({ deploymentId, handoverId: corridorId });
const spoken = ({ deploymentId, corridorId }: Ids): object => ({ deploymentId, handoverId: corridorId, text: 'matrix' });
const deployment = ({ deploymentId }: Ids): object => ({ deploymentId });
const crew = 'operator field';

export const section: CorridorSection = {
  about: 'handovers between shifts', knows: members,
  rows: {
    'corridor.charge.take': crew, 'corridor.charge.read': `${crew} administrator`, 'corridor.task.open': crew, 'corridor.task.close': crew,
    'corridor.handover.write': crew, 'corridor.handover.amend': crew, 'corridor.handover.read_back': crew, 'corridor.handover.return': crew, 'corridor.handover.accept': crew,
    'corridor.handover.withdraw': crew, 'corridor.handover.list': `${crew} administrator`,
  },
  inputs: {
    'corridor.charge.take': deployment, 'corridor.charge.read': deployment,
    'corridor.task.open': ({ deploymentId }) => ({ deploymentId, text: 'matrix' }), 'corridor.task.close': ({ deploymentId, corridorId }) => ({ deploymentId, taskId: corridorId }),
    'corridor.handover.write': ({ deploymentId, personId }) => ({ deploymentId, toPersonId: personId, text: 'matrix' }), 'corridor.handover.amend': handover, 'corridor.handover.read_back': spoken,
    'corridor.handover.return': ({ deploymentId, corridorId }) => ({ deploymentId, handoverId: corridorId, reason: 'matrix' }), 'corridor.handover.accept': handover,
    'corridor.handover.withdraw': handover, 'corridor.handover.list': deployment,
  },
};
