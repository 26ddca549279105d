import { reports } from '#contracts';
import { reachable } from '#realtime';
import { scheduleMachine } from '../schedule/schedule-states.js';
import { runMachine } from './run-states.js';

describe.each([
  ['a run', runMachine, reports.runState.options],
  ['a schedule', scheduleMachine, reports.scheduleState.options],
] as const)('the life of %s', (_, machine, states) => {
  it('reaches each declared state, and ends for good in its ends', () => {
    expect([...reachable<string>(machine)].sort()).toEqual([...states].sort());
    const left = new Set<string>(machine.transitions.flatMap(({ from }) => [...from]));
    expect(states.filter((state) => !left.has(state)).sort()).toEqual([...machine.ends].sort());
  });
});

describe('a run', () => {
  it('is moved by nobody’s command', () => {
    expect(runMachine.transitions.every(({ command, who }) => command === null && who.length === 0)).toBe(true);
  });
});
