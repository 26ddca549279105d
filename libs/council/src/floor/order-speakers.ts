/** What the order of the list is made of. */
export interface Waiting {
  readonly kind: 'speech' | 'point_of_order';
  /** The number of the request in its meeting, counted from 1. */
  readonly place: number;
}

/** The order in which speakers are due: points of order before speeches, each in the order of their requests. */
export function orderSpeakers<T extends Waiting>(waiting: readonly T[]): readonly T[] {
  const rank = (request: Waiting): number => (request.kind === 'point_of_order' ? 0 : 1);
  return [...waiting].sort((a, b) => rank(a) - rank(b) || a.place - b.place);
}
