import { readSettings } from '#config';
import { Slots, type Slot } from './slots.js';

/** How many slots an endpoint gets when it takes all that it can. */
function hog(slots: Slots, rank: 'first' | 'retry' = 'first'): number {
  let held = 0;
  while (slots.take(rank, held) !== null) held += 1;
  return held;
}

describe('slots', () => {
  beforeEach(() => readSettings({ HUB_DELIVERY_SLOTS: '320' }, () => ''));

  it('leave something for others, however many endpoints hang', () => {
    const slots = new Slots();
    const held = Array.from({ length: 40 }, () => hog(slots));
    expect(held[0]).toBe(19);
    expect(held.at(-1)).toBeGreaterThan(0);
    expect(slots.take('first', 0)).not.toBeNull();
  });

  it('keep half for first tries', () => {
    const slots = new Slots();
    const retries = Array.from({ length: 320 }, () => slots.take('retry', 0)).filter((slot) => slot !== null);
    expect(retries).toHaveLength(160);
    expect(slots.take('first', 0)).not.toBeNull();
  });

  it('wake whoever may have what was given back, and nobody else', () => {
    const slots = new Slots();
    const taken = Array.from({ length: 320 }, () => slots.take('first', 0));
    const woken: string[] = [];
    slots.await({ rank: 'first', held: 40, wake: () => woken.push('greedy') });
    slots.await({ rank: 'first', held: 0, wake: () => woken.push('patient') });
    slots.await({ rank: 'first', held: 0, wake: () => woken.push('later') });
    taken[0]?.give();
    expect([taken.includes(null), woken]).toEqual([false, ['patient']]);
  });

  it('go to the next one when who came first waits no more, and asking again costs nobody their place', () => {
    const slots = new Slots();
    const taken = Array.from({ length: 320 }, () => slots.take('first', 0));
    const woken: string[] = [];
    const [one, two, three] = ['one', 'two', 'three'].map((name) => ({ rank: 'first' as const, held: 0, wake: () => void woken.push(name) }));
    for (const waiter of [one, two, three, two]) if (waiter !== undefined) slots.await(waiter);
    if (one !== undefined) slots.forget(one);
    taken[0]?.give();
    expect(woken).toEqual(['two']);
    slots.take('first', 0);
    taken[1]?.give();
    expect(woken).toEqual(['two', 'three']);
  });

  it('are given to others by requests that hang, and are not there twice when those end', async () => {
    readSettings({ HUB_DELIVERY_SLOTS: '8' }, () => '');
    const slots = new Slots();
    const eight = Array.from({ length: 8 }, (_, n) => n);
    const hanging = eight.map(() => slots.take('first', 0));
    expect([hanging.includes(null), slots.take('first', 0)]).toEqual([false, null]);
    const fresh: Slot[] = [];
    while (fresh.length < 8) {
      const slot = slots.take('first', 0);
      if (slot === null) await new Promise<void>((wake) => slots.await({ rank: 'first', held: 0, wake }));
      else fresh.push(slot);
    }
    for (const slot of hanging) slot?.give();
    expect(slots.take('first', 0)).toBeNull();
    fresh[0]?.give();
    const last = slots.take('first', 0);
    expect(last).not.toBeNull();
    for (const slot of [...fresh.slice(1), last]) slot?.give();
  });
});
