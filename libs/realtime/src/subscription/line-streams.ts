import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { filter } from '#contracts';
import { Handlers } from '../command/handlers.js';
import { partsOf } from '../access/rights.js';
import type { HubSocket } from '../line/hub-socket.js';
import { FanOut, filteredRoom, roomOf } from './fan-out.js';
import type { LocalReader } from './frames.js';
import { Subscriptions } from './subscriptions.js';

/** Changes of who has a line are told to the governors this often (ms), many at once. */
const FLUSH = 100;

/** Which lines read which streams: joins and leaves the rooms, and tells governors whose lines came and went. */
@Injectable()
export class LineStreams implements OnModuleDestroy {
  /** stream → person → lines of this process */
  private readonly people = new Map<string, Map<string, number>>();
  private readonly changed = new Map<string, Set<string>>();
  private readonly told = new Map<string, Set<string>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly handlers: Handlers,
    private readonly subscriptions: Subscriptions,
    private readonly fanOut: FanOut,
  ) {}

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  /** @param wanted what it wants of the stream; left out: what it wanted before, or everything */
  join(socket: HubSocket, stream: string, labels: ReadonlySet<string>, wanted: filter.Wanted | null = socket.data.filtered.get(stream)?.wanted ?? null): void {
    const before = socket.data.streams.get(stream);
    socket.data.streams.set(stream, labels);
    if (wanted !== null) this.sift(socket, stream, labels, wanted);
    else void socket.join([stream, ...[...labels].map((label) => roomOf(stream, label))]);
    if (before === undefined) this.count(socket, stream, 1);
  }

  /** Takes the rooms of these labels away, or with `null` the whole stream. */
  narrow(socket: HubSocket, stream: string, lost: readonly string[] | null): void {
    const labels = socket.data.streams.get(stream);
    if (labels === undefined) return;
    const filtered = socket.data.filtered.get(stream);
    for (const label of lost ?? labels) void socket.leave(roomOf(stream, label));
    if (lost !== null) {
      const left = new Set([...labels].filter((label) => !lost.includes(label)));
      socket.data.streams.set(stream, left);
      if (filtered?.wanted) this.sift(socket, stream, left, filtered.wanted);
      return;
    }
    for (const room of [stream, filteredRoom(stream)]) void socket.leave(room);
    if (filtered !== undefined) this.fanOut.removeLocal(stream, filtered);
    socket.data.streams.delete(stream);
    socket.data.filtered.delete(stream);
    this.count(socket, stream, -1);
    this.subscriptions.close(stream);
  }

  leaveAll(socket: HubSocket): void {
    for (const stream of [...socket.data.streams.keys()]) this.narrow(socket, stream, null);
  }

  /** A line with a filter is in no room of labels: each pass is sifted for it, and the frame that comes of it is its own. */
  private sift(socket: HubSocket, stream: string, labels: ReadonlySet<string>, wanted: filter.Wanted): void {
    const before = socket.data.filtered.get(stream);
    if (before !== undefined) this.fanOut.removeLocal(stream, before);
    const reader: LocalReader = { labels, wanted, push: (frame) => void (socket.data.closed || socket.emit('events', frame as never)) };
    socket.data.filtered.set(stream, reader);
    this.fanOut.addLocal(stream, reader);
    void socket.join(filteredRoom(stream));
  }

  private count(socket: HubSocket, stream: string, by: 1 | -1): void {
    const { personId } = socket.data.actor;
    if (personId === null) return;
    const people = this.people.get(stream) ?? new Map<string, number>();
    this.people.set(stream, people.set(personId, (people.get(personId) ?? 0) + by));
    if (people.get(personId) === 0) people.delete(personId);
    if (people.size === 0) this.people.delete(stream);
    this.changed.set(stream, (this.changed.get(stream) ?? new Set()).add(personId));
    this.timer ??= setTimeout(() => this.flush(), FLUSH).unref();
  }

  /** A line that went and came back between two flushes has not changed anything. */
  private flush(): void {
    this.timer = undefined;
    for (const [stream, persons] of this.changed) {
      const told = this.told.get(stream) ?? new Set<string>();
      const up = [...persons].filter((person) => this.people.get(stream)?.has(person) === true && !told.has(person));
      const down = [...persons].filter((person) => this.people.get(stream)?.has(person) !== true && told.has(person));
      up.forEach((person) => told.add(person));
      down.forEach((person) => told.delete(person));
      if (told.size > 0) this.told.set(stream, told);
      else this.told.delete(stream);
      const { kind, id } = partsOf(stream);
      if (up.length + down.length > 0) this.handlers.governor(kind)?.lines?.(id, { up, down });
    }
    this.changed.clear();
  }
}
