import { events } from '#contracts';
import { insistOnWay, subscriptionEnds, subscriptionStart, ways, type SubscriptionState } from './subscription-states.js';

/** Every state that can be reached from one. */
function reachable(start: SubscriptionState): ReadonlySet<SubscriptionState> {
  const seen = new Set([start]);
  for (let before = 0; before !== seen.size;) {
    before = seen.size;
    for (const way of ways) if (way.from.some((state) => seen.has(state))) seen.add(way.to);
  }
  return seen;
}

describe('the life of a subscription', () => {
  const states = events.subscriptionState.options;

  it('reaches each declared state and no other', () => {
    expect([...reachable(subscriptionStart)].sort()).toEqual([...states].sort());
  });

  it('ends for good in its end, and can be ended from everywhere else', () => {
    expect(states.filter((state) => !ways.some(({ from }) => from.includes(state)))).toEqual(subscriptionEnds);
    for (const state of states.filter((one) => !subscriptionEnds.includes(one))) expect(ways.some(({ command, from }) => command === events.endSubscription && from.includes(state))).toBe(true);
  });

  it('becomes active only by the consent of an endpoint', () => {
    expect(ways.filter(({ to }) => to === 'active').map(({ guard }) => guard)).toEqual(['the endpoint agreed', 'the endpoint agreed']);
  });

  it('is disabled by the hub alone, and by nobody’s command active again', () => {
    expect(ways.filter(({ to }) => to === 'disabled').every(({ command }) => command === null)).toBe(true);
    expect(ways.filter(({ from, to }) => from.includes('disabled') && to !== 'ended').map(({ to }) => to)).toEqual(['requested', 'requested']);
  });

  it.each(states.flatMap((from) => states.map((to) => [from, to] as const)))('goes from %s to %s by a command only where a way stands', (from, to) => {
    const goes = (command: (typeof ways)[number]['command']): boolean => {
      try {
        insistOnWay(from, to, command);
        return true;
      } catch (refusal) {
        return (refusal as { code?: string }).code !== 'subscription_state';
      }
    };
    for (const command of new Set(ways.map((way) => way.command))) expect(goes(command)).toBe(ways.some((way) => way.command === command && way.to === to && way.from.includes(from)));
  });

  it('is moved by its owner; others may stop it and do nothing else', () => {
    const byOthers = ways.filter(({ who }) => who.some((role) => role !== 'owner'));
    expect(byOthers.map(({ command, to }) => [command?.name, to])).toEqual([['events.subscription.pause', 'paused'], ['events.subscription.end', 'ended']]);
  });
});
