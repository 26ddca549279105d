import type { council } from '#contracts';

type Item = council.AgendaItemFacts;

/** An item came in, or moved: it leaves its old place, later siblings close up, and it makes room at the new one. */
export function putItem(agenda: readonly Item[], item: Item): Item[] {
  const others = takeItem(agenda, item.id).map((other) => (other.parentId === item.parentId && other.position >= item.position ? { ...other, position: other.position + 1 } : other));
  return inReadingOrder([...others, { ...item }]);
}

/** An item went: its later siblings move up. */
export function takeItem(agenda: readonly Item[], id: string): Item[] {
  const gone = agenda.find((item) => item.id === id);
  const others = agenda.filter((item) => item.id !== id);
  if (gone === undefined) return inReadingOrder(others);
  return inReadingOrder(others.map((item) => (item.parentId === gone.parentId && item.position > gone.position ? { ...item, position: item.position - 1 } : item)));
}

/** Each item after those before it, below the one that it belongs to, with its label. */
function inReadingOrder(items: readonly Item[], parentId: string | null = null, prefix = ''): Item[] {
  return items.filter((item) => item.parentId === parentId).sort((a, b) => a.position - b.position)
    .flatMap((item) => {
      const number = `${prefix}${item.position}`;
      return [{ ...item, number }, ...inReadingOrder(items, item.id, `${number}.`)];
    });
}
