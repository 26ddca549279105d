import { corridor } from '#contracts';
import { permissionsOf, reachable } from '#realtime';
import { alertMachine, OPEN } from './alert-states.js';

const states = corridor.alertState.options;

describe('the life of an alert', () => {
  it('reaches each declared state and no other', () => {
    expect([...reachable(alertMachine)].sort()).toEqual([...states].sort());
  });

  it('ends for good in each of its ends, and nowhere else', () => {
    const dead = states.filter((state) => !alertMachine.transitions.some((t) => t.from.includes(state)));
    expect(dead.sort()).toEqual([...alertMachine.ends].sort());
  });

  it('leads on from every other state to an end, and by itself out of every silence', () => {
    for (const state of states) expect(alertMachine.ends.some((end) => reachable({ ...alertMachine, start: state }).has(end))).toBe(true);
    const byItself = { ...alertMachine, transitions: alertMachine.transitions.filter(({ command }) => command === null) };
    expect(reachable({ ...byItself, start: 'suppressed' })).toContain('notified');
  });

  it('is open until it is put right or over', () => {
    expect([...OPEN, 'resolved', ...alertMachine.ends].sort()).toEqual([...states].sort());
  });

  it('states who may ask for each command', () => {
    expect(Object.values(permissionsOf(alertMachine)).every((roles) => roles.length > 0)).toBe(true);
  });
});
