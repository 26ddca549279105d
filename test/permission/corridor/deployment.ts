import { members, type CorridorSection, type Ids } from './sections.js';

/** Of a version that the deployment never had: whoever may take the step hears that it has moved on, and nothing changes. */
const step = ({ deploymentId }: Ids): object => ({ deploymentId, version: 1_000_000, reason: 'matrix' });
const deployment = ({ deploymentId }: Ids): object => ({ deploymentId });
const parties = 'administrator lead operator host field';
const crew = 'operator field';
const steps = {
  request: 'operator', accept: 'host', decline: 'host', mobilise: 'operator', depart: crew, divert: crew, resume: 'operator', arrive: crew, set_up: crew, open: crew, constrain: crew, relieve: crew,
  begin_transition: 'operator', demobilise: 'operator', close: 'operator', cancel: 'operator', evacuate: `${crew} host`,
};
const named = <T>(to: (who: string) => T): Record<string, T> => Object.fromEntries(Object.entries(steps).map(([verb, who]) => [`corridor.deployment.${verb}`, to(who)]));

export const section: CorridorSection = {
  about: 'deployments', knows: members,
  rows: {
    ...named((who) => who), 'corridor.deployment.plan': 'operator', 'corridor.deployment.register': `${crew} host`, 'corridor.deployment.list': members, 'corridor.deployment.read': members,
    'corridor.step.list': parties, 'corridor.exit_report.file': crew, 'corridor.papers.read': parties,
  },
  inputs: {
    ...named(() => step),
    'corridor.deployment.plan': ({ unitId, hostId }) => ({ unitId, hostId, site: { name: 'Spare', countryCode: 'CN', zone: 'Asia/Shanghai', point: { latitude: 39, longitude: 76 } } }),
    'corridor.deployment.register': ({ deploymentId }) => ({ deploymentId, version: 1_000_000, registrationNumber: 'matrix' }),
    'corridor.deployment.list': ({ corridorId }) => ({ corridorId }), 'corridor.deployment.read': deployment, 'corridor.step.list': deployment, 'corridor.papers.read': deployment,
    'corridor.exit_report.file': ({ deploymentId }) => ({ deploymentId, text: 'matrix' }),
  },
};
