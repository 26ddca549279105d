import fc from 'fast-check';
import { DEEPEST, dropItem, MOST_ITEMS, numberItems, placeItem, type Placed } from './number-items.js';

/** An agenda as it grows from any sequence of placings, moves and removals. */
const acts = fc.array(fc.record({ act: fc.constantFrom('place', 'place', 'drop'), item: fc.integer({ min: 0, max: 25 }), parent: fc.integer({ min: -1, max: 25 }), position: fc.integer({ min: 1, max: 12 }) }), { maxLength: 60 });

function grow(sequence: readonly { act: string; item: number; parent: number; position: number }[]): readonly Placed[] {
  let items: readonly Placed[] = [];
  for (const { act, item, parent, position } of sequence) {
    const id = `i${item}`;
    if (act === 'drop') items = items.some((other) => other.parentId === id) ? items : dropItem(items, id);
    else items = placeItem(items, id, parent < 0 ? null : `i${parent}`, position) ?? items;
  }
  return items;
}

describe('the agenda', () => {
  it('numbers every item once, and keeps positions 1, 2, 3 among siblings, whatever is placed, moved and removed', () => {
    fc.assert(fc.property(acts, (sequence) => {
      const items = grow(sequence);
      const numbered = numberItems(items);
      expect(numbered.map((item) => item.id).sort()).toEqual(items.map((item) => item.id).sort());
      expect(new Set(numbered.map((item) => item.number)).size).toBe(items.length);
      for (const item of numbered) {
        const parts = item.number.split('.');
        expect(parts.length).toBeLessThanOrEqual(DEEPEST);
        expect(Number(parts.at(-1))).toBe(item.position);
      }
    }));
  });

  it('reads 1, 2, 2.1, 2.2, 3', () => {
    const items = [{ id: 'c', parentId: null, position: 3 }, { id: 'b2', parentId: 'b', position: 2 }, { id: 'a', parentId: null, position: 1 }, { id: 'b', parentId: null, position: 2 }, { id: 'b1', parentId: 'b', position: 1 }];
    expect(numberItems(items).map((item) => `${item.number} ${item.id}`)).toEqual(['1 a', '2 b', '2.1 b1', '2.2 b2', '3 c']);
  });

  it('refuses a place below itself, below nothing, too deep, or one item too many', () => {
    const chain = ['a', 'b', 'c', 'd'].map((id, at, all) => ({ id, parentId: all[at - 1] ?? null, position: 1 }));
    expect(placeItem(chain, 'a', 'd', 1)).toBeNull();
    expect(placeItem(chain, 'a', 'a', 1)).toBeNull();
    expect(placeItem(chain, 'e', 'nobody', 1)).toBeNull();
    expect(placeItem(chain, 'e', 'd', 1)).toBeNull();
    const full = Array.from({ length: MOST_ITEMS }, (_, at) => ({ id: `i${at}`, parentId: null, position: at + 1 }));
    expect(placeItem(full, 'more', null, 1)).toBeNull();
    expect(placeItem(full, 'i0', null, 200)).not.toBeNull();
  });
});
