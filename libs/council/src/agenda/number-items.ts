/** What the numbers of an agenda are made of. */
export interface Placed {
  readonly id: string;
  readonly parentId: string | null;
  /** The place among its siblings, counted from 1. */
  readonly position: number;
}

export const DEEPEST = 4;
export const MOST_ITEMS = 200;

/** The items in reading order, each with its label: `1`, `2`, `2.1`, `2.1.1`, `3`. */
export function numberItems<T extends Placed>(items: readonly T[]): readonly (T & { readonly number: string })[] {
  const children = new Map<string | null, T[]>();
  for (const item of items) children.set(item.parentId, [...(children.get(item.parentId) ?? []), item]);
  const below = (parentId: string | null, prefix: string): (T & { number: string })[] =>
    (children.get(parentId) ?? []).sort((a, b) => a.position - b.position)
      .flatMap((item, at) => {
        const number = `${prefix}${at + 1}`;
        return [{ ...item, number }, ...below(item.id, `${number}.`)];
      });
  return below(null, '');
}

/**
 * The places after `itemId` went to `position` below `parentId` (of a new item: after it came in there), siblings
 * closing up and making room, so that positions are 1, 2, 3 ... again; a position beyond the end means the end.
 * Null where it cannot stand: below itself, deeper than the agenda goes, or beyond the most items.
 */
export function placeItem(items: readonly Placed[], itemId: string, parentId: string | null, position: number): readonly Placed[] | null {
  const others = items.filter((item) => item.id !== itemId);
  const moved: Placed = { id: itemId, parentId, position };
  if (others.length >= MOST_ITEMS || ancestors(others, parentId) === null) return null;
  const siblings = inOrder(others, parentId);
  siblings.splice(Math.min(position, siblings.length + 1) - 1, 0, moved);
  const old = items.find((item) => item.id === itemId);
  const left = old === undefined || old.parentId === parentId ? [] : inOrder(others, old.parentId);
  const placed = new Map([...siblings, ...left].map((item) => [item.id, item]));
  for (const list of [siblings, left]) list.forEach((item, at) => placed.set(item.id, { ...item, position: at + 1 }));
  const result = [...others, moved].map((item) => placed.get(item.id) ?? item);
  const deep = result.some((item) => (ancestors(result, item.parentId)?.length ?? DEEPEST) >= DEEPEST);
  return deep ? null : result;
}

/** The places after an item went away: its later siblings move up. */
export function dropItem(items: readonly Placed[], itemId: string): readonly Placed[] {
  const gone = items.find((item) => item.id === itemId);
  const others = items.filter((item) => item.id !== itemId);
  if (gone === undefined) return others;
  return others.map((item) => (item.parentId === gone.parentId && item.position > gone.position ? { ...item, position: item.position - 1 } : item));
}

function inOrder(items: readonly Placed[], parentId: string | null): Placed[] {
  return items.filter((item) => item.parentId === parentId).sort((a, b) => a.position - b.position);
}

/** The items above, nearest first; null when the way up leads nowhere or round in a circle. */
function ancestors(items: readonly Placed[], parentId: string | null): readonly Placed[] | null {
  const found: Placed[] = [];
  for (let id = parentId; id !== null;) {
    const item = items.find((candidate) => candidate.id === id);
    if (item === undefined || found.includes(item)) return null;
    found.push(item);
    id = item.parentId;
  }
  return found;
}
