import type { corridor } from '#contracts';
import type { Answer, Visitor } from '../support/hub.js';
import { done, type TestCorridor } from './a-corridor.js';

type State = corridor.DeploymentState;

/** How it stands after a step. */
export interface Stepped {
  readonly deploymentId: string;
  readonly state: State;
  readonly version: number;
}

/** A site in the country of the test corridor's host. */
export const SITE = { name: 'Tashkurgan field', countryCode: 'CN', zone: 'Asia/Shanghai', point: { latitude: 37.77, longitude: 75.23 } };

/** The commands from one state to the next, and who gives them. */
const WAY: readonly (readonly [State, string, 'operator' | 'host', Readonly<Record<string, unknown>>])[] = [
  ['requested', 'request', 'operator', {}], ['accepted', 'accept', 'host', {}], ['mobilising', 'mobilise', 'operator', {}], ['in_transit', 'depart', 'operator', {}],
  ['arrived', 'arrive', 'operator', { registrationNumber: 'XJ-2026-17' }], ['setting_up', 'set_up', 'operator', {}], ['operational', 'open', 'operator', {}],
  ['transitioning', 'begin_transition', 'operator', {}], ['demobilising', 'demobilise', 'operator', {}],
];

/** A step over the public door; the answer as it came. */
export function step(visitor: Visitor, deploymentId: string, verb: string, input: Readonly<Record<string, unknown>> = {}): Promise<Answer<Stepped>> {
  return visitor.send<Stepped>(`corridor.deployment.${verb}`, { deploymentId, ...input });
}

/** A deployment of the operator's unit (or another) with the host, brought to a state the straight way. */
export async function aDeployment(of: TestCorridor, state: State = 'planned', unitId = of.unitId): Promise<string> {
  const { deploymentId } = done(await of.operator.coordinator.send<Stepped>('corridor.deployment.plan', { unitId, hostId: of.host.institutionId, site: SITE }));
  let stands: State = 'planned';
  for (const [to, verb, who, input] of WAY) {
    if (stands === state) break;
    stands = done(await step(of[who].coordinator, deploymentId, verb, input)).state;
    if (stands !== to) throw new Error(`the deployment is ${stands}, not ${to}`);
  }
  return deploymentId;
}
