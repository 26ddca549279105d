import { notifications } from '#contracts';
import { reachable } from '#realtime';
import { messageMachine, statesBefore, type MessageState } from './message-states.js';

const states = notifications.messageState.options;

/** To which states a message may go from each. */
const allowed: Readonly<Record<MessageState, readonly MessageState[]>> = {
  held: ['held', 'queued', 'sent', 'delivered', 'bounced', 'dropped'],
  queued: ['held', 'queued', 'sent', 'delivered', 'bounced', 'dropped'],
  sent: ['delivered', 'bounced', 'seen', 'acknowledged'],
  delivered: ['bounced', 'seen', 'acknowledged'],
  seen: ['acknowledged'],
  acknowledged: [],
  bounced: [],
  dropped: [],
};

describe('the life of a message', () => {
  it.each(states.flatMap((from) => states.map((to) => [from, to, allowed[from].includes(to) ? 'a step' : 'none'] as const)))('from %s to %s is %s', (from, to, step) => {
    expect(statesBefore(to).includes(from) ? 'a step' : 'none').toBe(step);
  });

  it('reaches each declared state, and ends for good in its ends', () => {
    expect([...reachable(messageMachine)].sort()).toEqual([...states].sort());
    expect(states.filter((state) => allowed[state].length === 0).sort()).toEqual([...messageMachine.ends].sort());
  });
});
