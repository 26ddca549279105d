import { corridor } from '#contracts';
import type { Machine } from '#realtime';

export type DeploymentState = corridor.DeploymentState;

const operator = ['operator'];
/** On the road and on site whoever is there says how it stands. */
const crew = ['operator', 'crew'];
const moved = corridor.deploymentMoved;
const onSite: readonly DeploymentState[] = ['arrived', 'setting_up', 'operational', 'constrained', 'transitioning', 'demobilising'];

/** The mission cycle of a mobile unit. Nobody works before the host of the country has accepted and tasked them. */
export const deploymentMachine: Machine<DeploymentState> = {
  thing: 'deployment', code: 'deployment_state', start: 'planned', ends: ['closed', 'declined', 'cancelled', 'evacuated'],
  transitions: [
    { command: corridor.requestDeployment, from: ['planned'], to: 'requested', who: operator, guards: ['the corridor is active'], event: moved },
    { command: corridor.acceptDeployment, from: ['requested'], to: 'accepted', who: ['host'], guards: ['the unit is in service', 'the unit is on no other deployment under way'], event: moved },
    { command: corridor.declineDeployment, from: ['requested'], to: 'declined', who: ['host'], guards: [], event: moved },
    { command: corridor.mobiliseDeployment, from: ['accepted'], to: 'mobilising', who: operator, guards: ['the unit is in service'], event: moved },
    { command: corridor.departDeployment, from: ['mobilising'], to: 'in_transit', who: crew, guards: [], event: moved },
    { command: corridor.divertDeployment, from: ['in_transit'], to: 'diverted', who: crew, guards: [], event: moved },
    { command: corridor.resumeDeployment, from: ['diverted'], to: 'in_transit', who: operator, guards: ['the site lies in the country of the host'], event: moved },
    { command: corridor.arriveDeployment, from: ['in_transit'], to: 'arrived', who: crew, guards: [], event: moved },
    { command: corridor.setUpDeployment, from: ['arrived'], to: 'setting_up', who: crew, guards: ['the unit is registered with the host'], event: moved },
    { command: corridor.openDeployment, from: ['setting_up'], to: 'operational', who: crew, guards: [], event: moved },
    { command: corridor.constrainDeployment, from: ['operational'], to: 'constrained', who: crew, guards: [], event: moved },
    { command: corridor.relieveDeployment, from: ['constrained'], to: 'operational', who: crew, guards: [], event: moved },
    { command: corridor.transitionDeployment, from: ['operational', 'constrained'], to: 'transitioning', who: operator, guards: [], event: moved },
    { command: corridor.demobiliseDeployment, from: ['transitioning'], to: 'demobilising', who: operator, guards: [], event: moved },
    { command: corridor.closeDeployment, from: ['demobilising'], to: 'closed', who: operator, guards: ['an exit report is filed', 'nobody waits for anything: tasks, handovers, shipments to the unit, devices of others'], event: moved },
    { command: corridor.cancelDeployment, from: ['planned', 'requested', 'accepted', 'mobilising', 'in_transit', 'diverted'], to: 'cancelled', who: operator, guards: [], event: moved },
    // Whoever is on site, or answers for the country, gets people out.
    { command: corridor.evacuateDeployment, from: onSite, to: 'evacuated', who: [...crew, 'host'], guards: [], event: moved },
  ],
};

/** States in which the unit is at its site. */
export const ON_SITE = onSite;
/** States in which daily reports are due. */
export const REPORTING: readonly DeploymentState[] = ['operational', 'constrained', 'transitioning'];
/** What must hold besides the state for a way that was gone. */
export function guardsOf(from: DeploymentState, to: DeploymentState): readonly string[] {
  return deploymentMachine.transitions.find((t) => t.to === to && t.from.includes(from))?.guards ?? [];
}
