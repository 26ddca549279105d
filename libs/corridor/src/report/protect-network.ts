/** One number of a table with sums, as an arc: what flows into a node flows out of it. */
export interface Arc {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly value: number;
  /** The lower, the rather it is hidden for the sake of others. */
  readonly level: number;
}

/**
 * Hides, besides the numbers that are hidden already, as many more as it takes until none of them can be worked out: whoever
 * knows the shown numbers and all sums of the table finds at least `width` + 1 values that each hidden one may have. A table
 * of two dimensions with sums, also of sums in steps, is a circulation; how far a number can go up or down is a maximal flow.
 * @param last is never hidden for the sake of others
 */
export function protectNetwork(arcs: readonly Arc[], small: ReadonlySet<string>, { width, last }: { width: number; last: string }): Set<string> {
  const hidden = new Set(small);
  for (;;) {
    const exposed = arcs.find((arc) => hidden.has(arc.key) && rangeOf(arcs, hidden, arc) < width);
    if (exposed === undefined) return hidden;
    const shown = arcs.filter(({ key }) => !hidden.has(key) && key !== last).sort((a, b) => a.level - b.level || a.value - b.value);
    const beside = shown.find((arc) => [exposed.from, exposed.to].some((node) => arc.from === node || arc.to === node));
    const next = beside ?? shown[0];
    // Nothing is left that could be hidden: then all that is shown is the last one, and it binds nothing.
    if (next === undefined) return hidden;
    hidden.add(next.key);
  }
}

/** How many values besides its own a hidden number may have, as the shown ones allow. */
function rangeOf(arcs: readonly Arc[], hidden: ReadonlySet<string>, arc: Arc): number {
  const capacities = (): Map<string, Map<string, number>> => {
    const graph = new Map<string, Map<string, number>>();
    const add = (from: string, to: string, room: number): void => {
      const out = graph.get(from) ?? new Map<string, number>();
      graph.set(from, out.set(to, (out.get(to) ?? 0) + room));
    };
    for (const other of arcs) {
      if (!hidden.has(other.key) || other === arc) continue;
      add(other.from, other.to, Infinity);
      add(other.to, other.from, other.value);
    }
    return graph;
  };
  return maxFlow(capacities(), arc.to, arc.from) + Math.min(arc.value, maxFlow(capacities(), arc.from, arc.to));
}

/** The most that can flow, by augmenting along shortest ways. */
function maxFlow(room: Map<string, Map<string, number>>, source: string, sink: string): number {
  for (let flow = 0; ;) {
    const way = shortestWay(room, source, sink);
    if (way === null) return flow;
    const most = Math.min(...way.map(([from, to]) => room.get(from)?.get(to) ?? 0));
    if (most === Infinity) return Infinity;
    flow += most;
    for (const [from, to] of way) {
      change(room, from, to, -most);
      change(room, to, from, most);
    }
  }
}

function change(room: Map<string, Map<string, number>>, from: string, to: string, by: number): void {
  const out = room.get(from) ?? new Map<string, number>();
  room.set(from, out.set(to, (out.get(to) ?? 0) + by));
}

function shortestWay(room: ReadonlyMap<string, ReadonlyMap<string, number>>, source: string, sink: string): (readonly [string, string])[] | null {
  const before = new Map<string, string>([[source, source]]);
  for (const node of before.keys()) {
    for (const [next, left] of room.get(node) ?? []) if (left > 0 && !before.has(next)) before.set(next, node);
  }
  if (!before.has(sink)) return null;
  const way: [string, string][] = [];
  for (let node = sink; node !== source;) {
    const from = before.get(node) ?? source;
    way.unshift([from, node]);
    node = from;
  }
  return way;
}
