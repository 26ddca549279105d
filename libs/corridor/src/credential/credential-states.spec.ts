import { corridor } from '#contracts';
import { next, reachable } from '#realtime';
import { credentialMachine } from './credential-states.js';

describe('the life of a licence in its host country', () => {
  it('reaches every state there is, and goes on from none that ends it', () => {
    expect([...reachable(credentialMachine)].sort()).toEqual([...corridor.credentialState.options].sort());
    for (const end of credentialMachine.ends) expect(credentialMachine.transitions.filter(({ from }) => from.includes(end))).toEqual([]);
  });

  it.each([
    [corridor.verifyCredential, 'verified'], [corridor.refuseCredential, 'verified'], [corridor.revokeCredential, 'pending'],
  ] as const)('refuses %o out of its state', (command, state) => {
    expect(() => next(credentialMachine, state, command)).toThrow('must be');
  });
});
