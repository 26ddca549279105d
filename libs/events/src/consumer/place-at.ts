import { appendedAt, type Source } from './source.js';

/** The last number before which everything was appended before an instant (ms), found by halving. */
export async function placeAt(source: Source, instant: number): Promise<number> {
  const head = await source.head();
  let [low, high] = [0, head?.number ?? 0];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [next] = await source.read(middle, 1);
    if (next !== undefined && appendedAt(next.event.envelope) < instant) low = Math.min(next.number, high);
    else high = middle;
  }
  return low;
}
