import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Signal } from '#contracts';
import { isFree, type HubSocket } from '../line/hub-socket.js';
import { FanOut } from './fan-out.js';

/** News of one thing, of which only the newest is worth anything. */
export interface LatestItem {
  readonly key: string | number;
  /** What makes it newer than another of its key. */
  readonly order: number;
  readonly value: unknown;
}

/** What waits for room on one line, of one stream and signal: of each key the newest, in the order in which they began to wait. */
interface Lane {
  readonly stream: string;
  readonly type: string;
  readonly items: Map<string | number, LatestItem & { readonly audience: readonly string[] }>;
  /** Items that a newer one took the place of, since the last frame. */
  replaced: number;
  /** When (monotonic milliseconds) the last frame went out. */
  sentAt: number;
}

/** How often (ms) waiting lines are looked at. */
const TURN = 100;
/** A line with a budget gets one frame in this time (ms), so that the frames' own bytes do not eat it up. */
const APART = 1_000;
/** Bytes of a frame beside its items: names, room, counts. */
const FRAME = 180;

/**
 * Sends what only the newest of each thing matters of (where somebody is) to all who read a stream by some label. A line that is
 * free gets it at once, in a frame that all such lines share. On a line that is busy, or that says what it can carry, the newest
 * waits and takes the place of what waited before it: never more than a second's budget goes out at once, so that what was logged
 * is never far behind it. Each frame says how much is held back.
 */
@Injectable()
export class LatestSignals implements OnModuleDestroy {
  private readonly waiting = new Map<HubSocket, Map<string, Lane>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly fanOut: FanOut) {}

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  send(stream: string, { name }: Signal, audience: readonly string[], items: readonly LatestItem[]): void {
    const free: HubSocket[] = [];
    for (const line of this.fanOut.readers(stream, audience)) {
      if (line.data.link === null && !this.waiting.has(line) && isFree(line)) free.push(line);
      else this.hold(line, { stream, type: name }, audience, items);
    }
    this.fanOut.sendTo(free, 'signal', messageOf({ stream, type: name }, items.map(({ value }) => value), { held: 0, replaced: 0 }));
  }

  private hold(line: HubSocket, { stream, type }: Pick<Lane, 'stream' | 'type'>, audience: readonly string[], items: readonly LatestItem[]): void {
    const lanes = this.waiting.get(line) ?? new Map<string, Lane>();
    this.waiting.set(line, lanes);
    const key = `${stream} ${type}`;
    const lane = lanes.get(key) ?? { stream, type, items: new Map(), replaced: 0, sentAt: -APART };
    lanes.set(key, lane);
    for (const item of items) {
      const before = lane.items.get(item.key);
      if (before !== undefined) lane.replaced += 1;
      // Setting what is there already keeps its place in the order, so that nothing waits for ever.
      if (before === undefined || before.order <= item.order) lane.items.set(item.key, { ...item, audience });
    }
    this.timer ??= setTimeout(() => this.turn(performance.now()), TURN).unref();
  }

  private turn(now: number): void {
    this.timer = undefined;
    for (const [line, lanes] of this.waiting) {
      for (const [key, lane] of lanes) if (this.drain(line, lane, now)) lanes.delete(key);
      if (lanes.size === 0) this.waiting.delete(line);
    }
    if (this.waiting.size > 0) this.timer = setTimeout(() => this.turn(performance.now()), TURN).unref();
  }

  /** Sends what there is room for. @returns whether the lane may be forgotten */
  private drain(line: HubSocket, lane: Lane, now: number): boolean {
    const labels = line.data.streams.get(lane.stream);
    if (labels === undefined || line.data.closed || line.disconnected) return true;
    if (lane.items.size === 0) return now - lane.sentAt >= APART;
    const { link } = line.data;
    if (!isFree(line) || (link !== null && now - lane.sentAt < APART)) return false;
    const room = (link?.room(now) ?? Number.MAX_SAFE_INTEGER) - FRAME;
    if (room <= 0) return false;
    const values = take(lane, labels, room);
    lane.sentAt = now;
    if (values.length > 0) this.fanOut.sendTo([line], 'signal', messageOf(lane, values, { held: lane.items.size, replaced: lane.replaced }));
    lane.replaced = 0;
    // A line with a budget keeps its lane for as long as its next frame has to wait.
    return lane.items.size === 0 && link === null;
  }
}

/** Takes out what has waited longest, as much as there is room for; what the reader may no longer see goes without a word. */
function take(lane: Lane, labels: ReadonlySet<string>, room: number): unknown[] {
  const values: unknown[] = [];
  let bytes = 0;
  for (const [key, { value, audience }] of lane.items) {
    const size = JSON.stringify(value).length + 1;
    if (values.length > 0 && bytes + size > room) break;
    lane.items.delete(key);
    if (!audience.some((label) => labels.has(label))) continue;
    values.push(value);
    bytes += size;
  }
  return values;
}

function messageOf({ stream, type }: Pick<Lane, 'stream' | 'type'>, items: readonly unknown[], count: { held: number; replaced: number }): unknown {
  return { room: stream, type, data: { items, ...count } };
}
