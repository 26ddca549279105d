import { readSettings } from '#config';
import { Slots } from './slots.js';

/** How many slots an endpoint gets when it takes all that it can. */
function hog(slots: Slots, rank: 'first' | 'retry' = 'first'): number {
  let held = 0;
  while (slots.take(rank, held)) held += 1;
  return held;
}

describe('slots', () => {
  beforeEach(() => readSettings({ HUB_DELIVERY_SLOTS: '320' }, () => ''));

  it('leave something for others, however many endpoints hang', () => {
    const slots = new Slots();
    const held = Array.from({ length: 40 }, () => hog(slots));
    expect(held[0]).toBe(19);
    expect(held.at(-1)).toBeGreaterThan(0);
    expect(slots.take('first', 0)).toBe(true);
  });

  it('keep half for first tries', () => {
    const slots = new Slots();
    const retries = Array.from({ length: 320 }, () => slots.take('retry', 0)).filter(Boolean);
    expect(retries).toHaveLength(160);
    expect(slots.take('first', 0)).toBe(true);
  });

  it('wake whoever may have what was given back, and nobody else', () => {
    const slots = new Slots();
    const taken = Array.from({ length: 320 }, () => slots.take('first', 0));
    const woken: string[] = [];
    slots.await({ rank: 'first', held: 40, wake: () => woken.push('greedy') });
    slots.await({ rank: 'first', held: 0, wake: () => woken.push('patient') });
    slots.await({ rank: 'first', held: 0, wake: () => woken.push('later') });
    slots.give('first');
    expect([taken.every(Boolean), woken]).toEqual([true, ['patient']]);
  });
});
