import { corridor } from '#contracts';
import { reachable, type Machine } from '#realtime';
import { offerMachine, requestMachine } from './capacity-states.js';

const machines: readonly [string, Machine<string>, readonly string[]][] = [['request', requestMachine, corridor.requestState.options], ['offer', offerMachine, corridor.offerState.options]];

describe.each(machines)('the life of a %s', (_, machine, states) => {
  it('reaches each declared state and no other', () => expect([...reachable(machine)].sort()).toEqual([...states].sort()));

  it('ends for good in each of its ends, and nowhere else', () => {
    const dead = states.filter((state) => !machine.transitions.some(({ from }) => from.includes(state)));
    expect(dead.sort()).toEqual([...machine.ends].sort());
  });

  it('leads on from every other state to an end', () => {
    for (const state of states) expect(machine.ends.some((end) => reachable({ ...machine, start: state }).has(end))).toBe(true);
  });
});
