import type { council } from '#contracts';

type Item = council.AgendaItemFacts;
type Kept = Omit<Item, 'number' | 'position' | 'parentId'>;

/** An agenda as its events tell it: they say where one item goes, and siblings close up and make room. */
export class Agenda {
  private readonly items = new Map<string, Kept>();
  private readonly below = new Map<string | null, string[]>();

  place({ id, parentId, position, title, kind, plannedMinutes, state }: Item): void {
    this.takeOut(id);
    this.children(parentId).splice(position - 1, 0, id);
    this.items.set(id, { id, title, kind, plannedMinutes, state });
  }

  change({ id, title, kind, plannedMinutes, state }: Item): void {
    if (this.items.has(id)) this.items.set(id, { id, title, kind, plannedMinutes, state });
  }

  settle(id: string, state: Item['state']): void {
    const item = this.items.get(id);
    if (item !== undefined) this.items.set(id, { ...item, state });
  }

  remove(id: string): void {
    this.takeOut(id);
    this.items.delete(id);
  }

  /** In reading order, each with its number, as 2.1. */
  read(parentId: string | null = null, prefix = ''): (Kept & { number: string })[] {
    return this.children(parentId).flatMap((id, at) => {
      const [item, number] = [this.items.get(id), `${prefix}${at + 1}`];
      return item === undefined ? [] : [{ ...item, number }, ...this.read(id, `${number}.`)];
    });
  }

  private children(parentId: string | null): string[] {
    const known = this.below.get(parentId) ?? [];
    this.below.set(parentId, known);
    return known;
  }

  private takeOut(id: string): void {
    for (const siblings of this.below.values()) {
      const at = siblings.indexOf(id);
      if (at >= 0) siblings.splice(at, 1);
    }
  }
}
