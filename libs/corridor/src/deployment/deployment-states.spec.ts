import fc from 'fast-check';
import { corridor, type Command } from '#contracts';
import { DomainError } from '#kernel';
import { next, reachable } from '#realtime';
import { UNDER_WAY } from '../sharing/audience-of.js';
import { deploymentMachine, ON_SITE, REPORTING, type DeploymentState } from './deployment-states.js';

const states = corridor.deploymentState.options;
const commands = deploymentMachine.transitions.flatMap((t) => t.command ?? []);

describe('the life of a deployment', () => {
  it('reaches each declared state and no other, and ends for good in each of its ends and nowhere else', () => {
    expect([...reachable(deploymentMachine)].sort()).toEqual([...states].sort());
    const dead = states.filter((state) => !deploymentMachine.transitions.some((t) => t.from.includes(state)));
    expect(dead.sort()).toEqual([...deploymentMachine.ends].sort());
  });

  it('leads on from every state to an end', () => {
    for (const start of states) expect(deploymentMachine.ends.some((end) => reachable({ ...deploymentMachine, start }).has(end))).toBe(true);
  });

  // The rule of the emergency medical teams: deploy only when accepted and tasked.
  it('reaches no state under way, and none on site, but through the acceptance of the host', () => {
    const transitions = deploymentMachine.transitions.filter((t) => t.command !== corridor.acceptDeployment);
    const without = reachable({ ...deploymentMachine, transitions });
    expect([...UNDER_WAY, ...ON_SITE, ...REPORTING].filter((state) => without.has(state))).toEqual([]);
    expect(deploymentMachine.transitions.find((t) => t.command === corridor.acceptDeployment)?.who).toEqual(['host']);
  });

  it('can be cancelled until it has arrived, and evacuated from then on', () => {
    const from = (command: Command): readonly DeploymentState[] => deploymentMachine.transitions.find((t) => t.command === command)?.from ?? [];
    const alive = states.filter((state) => !deploymentMachine.ends.includes(state));
    expect([...from(corridor.cancelDeployment), ...from(corridor.evacuateDeployment)].sort()).toEqual([...alive].sort());
  });

  it('stays in a declared state under any sequence of commands, refuses with the state it is in, and never leaves an end', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...commands), { maxLength: 60 }), (sequence) => {
      let state: DeploymentState = deploymentMachine.start;
      for (const command of sequence) {
        const answer = attempt(state, command);
        const refused = answer instanceof DomainError;
        expect(refused ? answer.details?.['state'] : state).toBe(state);
        expect(refused || !deploymentMachine.ends.includes(state)).toBe(true);
        state = refused ? state : answer;
      }
      expect(states).toContain(state);
    }));
  });
});

/** Where a command leads, or the refusal. */
function attempt(state: DeploymentState, command: Command): DeploymentState | DomainError {
  try {
    return next(deploymentMachine, state, command);
  } catch (refusal) {
    return refusal as DomainError;
  }
}
