import { corridor } from '#contracts';
import { permissionsOf, reachable } from '#realtime';
import { handoverMachine } from './handover-states.js';

const states = corridor.handoverState.options;

describe('the life of a handover', () => {
  it('reaches each declared state, ends for good in each of its ends, and leads on from all others', () => {
    expect([...reachable(handoverMachine)].sort()).toEqual([...states].sort());
    expect(states.filter((state) => !handoverMachine.transitions.some((t) => t.from.includes(state))).sort()).toEqual([...handoverMachine.ends].sort());
    for (const start of states) expect(handoverMachine.ends.some((end) => reachable({ ...handoverMachine, start }).has(end))).toBe(true);
  });

  it('is accepted only after it was read back', () => {
    const transitions = handoverMachine.transitions.filter((t) => t.command !== corridor.readBackHandover);
    expect(reachable({ ...handoverMachine, transitions }).has('accepted')).toBe(false);
  });

  it('states who may ask for each step', () => {
    expect(Object.values(permissionsOf(handoverMachine)).every((roles) => roles.length > 0)).toBe(true);
  });
});
