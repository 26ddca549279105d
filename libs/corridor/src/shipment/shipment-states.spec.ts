import { corridor } from '#contracts';
import { permissionsOf, reachable } from '#realtime';
import { shipmentMachine } from './shipment-states.js';

const states = corridor.shipmentState.options;

describe('the life of a shipment', () => {
  it('reaches each declared state and no other', () => expect([...reachable(shipmentMachine)].sort()).toEqual([...states].sort()));

  it('ends for good in each of its ends, and nowhere else', () => {
    const dead = states.filter((state) => !shipmentMachine.transitions.some(({ from }) => from.includes(state)));
    expect(dead.sort()).toEqual([...shipmentMachine.ends].sort());
  });

  it('leads on from every other state to an end', () => {
    for (const state of states) expect(shipmentMachine.ends.some((end) => reachable({ ...shipmentMachine, start: state }).has(end))).toBe(true);
  });

  it('states who may ask for each step', () => expect(Object.values(permissionsOf(shipmentMachine)).every((roles) => roles.length > 0)).toBe(true));
});
