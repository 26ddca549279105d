import { members, type CorridorSection, type Ids } from './sections.js';

const deployment = ({ deploymentId }: Ids): object => ({ deploymentId });
const crew = 'operator field';

export const section: CorridorSection = {
  about: 'offline field use', knows: members,
  rows: { 'corridor.field.submit': crew, 'corridor.operation.settle': crew, 'corridor.operation.list': `${crew} administrator`, 'corridor.pack.read': `${crew} administrator` },
  inputs: {
    // What a submission brings is asked of the policy again, each operation for itself: this one is nobody's.
    'corridor.field.submit': ({ deploymentId }) => ({ deploymentId, operations: [{ clientId: 'matrix', counter: 1, at: '2026-11-20T08:00:00Z', command: 'corridor.none', input: {} }] }),
    'corridor.operation.settle': ({ deploymentId, corridorId }) => ({ deploymentId, operationId: corridorId, settlement: 'dropped' }), 'corridor.operation.list': deployment, 'corridor.pack.read': deployment,
  },
};
