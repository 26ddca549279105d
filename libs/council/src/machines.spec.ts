import { itemMachine } from './agenda/item-states.js';
import { floorMachine } from './floor/floor-states.js';
import { meetingMachine, type MeetingState } from './meeting/meeting-states.js';
import { motionMachine } from './motion/motion-states.js';
import { pollMachine } from './poll/poll-states.js';
import { council, type Command } from '#contracts';
import { DomainError } from '#kernel';
import fc from 'fast-check';
import { next, permissionsOf, reachable, type Machine } from '#realtime';

const machines: readonly [string, Machine<string>, readonly string[]][] = [
  ['meeting', meetingMachine, council.meetingState.options], ['poll', pollMachine, council.pollState.options], ['motion', motionMachine, council.motionState.options],
  ['agenda item', itemMachine, council.itemState.options], ['request for the floor', floorMachine, council.floorState.options],
];

describe.each(machines)('the life of a %s', (_, machine, states) => {
  it('reaches each declared state and no other', () => {
    expect([...reachable(machine)].sort()).toEqual([...states].sort());
  });

  it('ends for good in each of its ends, and nowhere else', () => {
    const dead = states.filter((state) => !machine.transitions.some((t) => t.from.includes(state)));
    expect(dead.sort()).toEqual([...machine.ends].sort());
  });

  it('leads on from every other state to an end', () => {
    for (const state of states) {
      const from = reachable({ ...machine, start: state });
      expect(machine.ends.some((end) => from.has(end))).toBe(true);
    }
  });

  it('states who may ask for each command, and the event of each change', () => {
    for (const t of machine.transitions) expect(t.command === null || t.who.length > 0).toBe(true);
    expect(Object.values(permissionsOf(machine)).every((roles) => roles.length > 0)).toBe(true);
  });
});

describe('any sequence of commands', () => {
  const commands = meetingMachine.transitions.flatMap((t) => t.command ?? []);

  /** Where a command leads, or the refusal. */
  const attempt = (state: MeetingState, command: Command): MeetingState | DomainError => {
    try {
      return next(meetingMachine, state, command);
    } catch (refusal) {
      return refusal as DomainError;
    }
  };

  it('keeps a meeting in a declared state, refuses with the state it is in, and never leaves an end', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...commands), { maxLength: 40 }), (sequence) => {
      let state = meetingMachine.start;
      for (const command of sequence) {
        const answer = attempt(state, command);
        const refused = answer instanceof DomainError;
        expect(refused ? answer.details?.['state'] : state).toBe(state);
        expect(refused || !meetingMachine.ends.includes(state)).toBe(true);
        state = refused ? state : answer;
      }
      expect(council.meetingState.options).toContain(state);
    }));
  });
});
