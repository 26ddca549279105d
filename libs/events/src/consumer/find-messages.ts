import { Injectable } from '@nestjs/common';
import { filter as contract } from '#contracts';
import type { Principal } from '#kernel';
import type { ConsumerRow } from './consumer.js';
import { textOf, type Candidate, type Chosen, type Due, type Standing, type Wish } from './message.js';
import { inOrder, readNumbers } from './number-set.js';
import { appendedAt, type Numbered, type Source } from './source.js';
import { ReadAhead } from './read-ahead.js';
import { Visible } from './visible.js';

/** Events that are looked at in one go. */
export const PAGE = 1_000;

/** What one look found: what to give, how far it looked, how much retention had taken there. */
export interface Found {
  readonly chosen: readonly Chosen[];
  readonly through: number;
  readonly missed: number;
  /** Due, but gone from the log, or no longer the reader's to see. */
  readonly vanished: ReadonlyMap<Due, readonly number[]>;
}

/** One look at what is due and what is new. */
export interface Look {
  readonly source: Source;
  readonly due: readonly Due[];
  readonly wish: Wish;
  /** What is new begins after this number. */
  readonly from: number;
}

/** What is new, and all that was looked at for it. */
interface Beyond {
  readonly seen: readonly Candidate[];
  readonly looked: readonly Numbered[];
  readonly through: number;
}

/** Reads what a consumer may give: what is due again first, then what is new. It changes nothing. */
@Injectable()
export class FindMessages {
  constructor(
    private readonly visible: Visible,
    private readonly ahead: ReadAhead,
  ) {}

  async find(actor: Principal, consumer: Standing, look: Look): Promise<Found> {
    const { wish, from } = look;
    const room = Math.max(0, consumer.max_ack_pending - Number(consumer.pending));
    const old = await this.again(actor, look.source, firstOf(look.due, wish.batch, room));
    // What is given again counts already among what is out; what was never given does not.
    const fresh = Math.min(wish.batch - old.kept.length, room - old.kept.filter(({ row }) => row?.delivered === 0).length);
    const more = await this.beyond(actor, consumer, look, fresh);
    const chosen = fitting([...old.kept, ...more.seen], wish.maxBytes, consumer.headers_only);
    const whole = chosen.length === old.kept.length + more.seen.length;
    const last = chosen.at(-1);
    const through = whole ? more.through : last?.row === null ? last.number : from;
    // Numbers have no hole: those that are missing were taken by retention.
    // Who is behind comes back for more: it is read while the reader is at work.
    if (more.looked.length >= PAGE / 2) this.ahead.begin(consumer, look.source, through, pageFor(consumer, wish.batch));
    const missed = through - from - more.looked.filter(({ number }) => number <= through).length;
    return { chosen, through, missed, vanished: old.vanished };
  }

  /** Rights are asked again for what is given again. */
  private async again(actor: Principal, source: Source, wanted: ReadonlyMap<number, Due>): Promise<{ kept: readonly Candidate[]; vanished: ReadonlyMap<Due, readonly number[]> }> {
    const [kept, vanished] = [new Array<Candidate>(), new Map<Due, number[]>()];
    if (wanted.size === 0) return { kept, vanished };
    const numbers = inOrder(wanted.keys());
    const there = new Map((await this.visible.of(actor, await source.pick(numbers))).map((one) => [one.number, one]));
    for (const number of numbers) {
      const [row, one] = [wanted.get(number), there.get(number)];
      if (row === undefined) continue;
      if (one !== undefined) kept.push({ ...one, row });
      else vanished.set(row, [...(vanished.get(row) ?? []), number]);
    }
    return { kept, vanished };
  }

  /** One page of what is new: those that match and are the reader's to see, `fresh` of them at the most. */
  private async beyond(actor: Principal, consumer: ConsumerRow, { source, from }: Look, fresh: number): Promise<Beyond> {
    if (fresh <= 0) return { seen: [], looked: [], through: from };
    const page = await this.ahead.read(consumer, source, from, pageFor(consumer, fresh));
    const seen = (await this.visible.of(actor, page.filter(matching(consumer)))).slice(0, fresh);
    const end = page.at(-1)?.number ?? (await passGap(source, from));
    const through = seen.length < fresh ? end : (seen.at(-1)?.number ?? end);
    return { seen: seen.map(({ number, event }) => ({ number, event, row: null })), looked: page, through };
  }
}

/** How many events are read at once: without a filter as many as are wanted. */
function pageFor({ filter }: ConsumerRow, fresh: number): number {
  return Object.keys(filter).length === 0 ? fresh : PAGE;
}

function matching(consumer: ConsumerRow): (one: Numbered) => boolean {
  const wanted = contract.compileFilter(consumer.filter);
  const own = `consumer:${consumer.id}`;
  const since = consumer.start_time?.getTime() ?? 0;
  // A consumer never gets what is told of itself: one that gave up on that would tell of it, and so on.
  return ({ event }) => event.stream !== own && (since === 0 || appendedAt(event.envelope) >= since) && wanted(event.envelope);
}

/** Nothing after a number: either it is the end, or retention has taken all up to the end. */
async function passGap(source: Source, from: number): Promise<number> {
  const head = await source.head();
  if (head === null || head.number <= from) return from;
  // The head was read first: whatever stands before it is there to be read now.
  const [next] = await source.read(from, 1);
  return next === undefined ? head.number : from;
}

/** The lowest numbers that are due; of those that were never given only as many as there is room for. */
function firstOf(due: readonly Due[], batch: number, room: number): ReadonlyMap<number, Due> {
  const all = due.flatMap((row) => readNumbers(row.numbers, batch).map((number) => ({ number, row }))).sort((a, b) => a.number - b.number);
  const chosen = new Map<number, Due>();
  let left = room;
  for (const { number, row } of all) {
    if (chosen.size >= batch) break;
    if (row.delivered === 0 && left-- <= 0) continue;
    chosen.set(number, row);
  }
  return chosen;
}

/** As many as fit into so many bytes, one at the least. */
function fitting(candidates: readonly Candidate[], maxBytes: number, headersOnly: boolean): readonly Chosen[] {
  const chosen: Chosen[] = [];
  let bytes = 0;
  for (const { number, event, row } of candidates) {
    const text = textOf(event.envelope, headersOnly);
    bytes += Buffer.byteLength(text);
    if (chosen.length > 0 && bytes > maxBytes) break;
    chosen.push({ number, event, row, text });
  }
  return chosen;
}
