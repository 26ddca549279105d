import { systemActor, type Principal } from '#kernel';
import type { BatchedLog, LogReader, UnitOfWork } from '#log';
import type { CommandBus } from '#realtime';
import { personId } from '../harness/token.js';
import { messagePosted } from './bench-contracts.js';
import { messageData } from './message.js';
import { microseconds, openLoop, stamp, type Pace } from './open-loop.js';

/** Appends that may be under way at once; with more of them the log is past its end. */
const UNDER_WAY = 15_000;
const BENCH = systemActor('bench');

export interface Publication extends Pace {
  readonly stream: string;
  /** Streams that share the events evenly; their names end in a number. */
  readonly streams?: number;
  readonly via?: 'batched' | 'single';
  /** Characters of each message, where not the usual ones. */
  readonly text?: number;
}

export interface Published {
  readonly count: number;
  /** When each event was due and when its commit was acknowledged; of events that were appended one by one. */
  readonly commits: readonly (readonly [sent: string, committed: number])[];
}

/** The publishers of the bench, inside the hub's process: real events through the real log. */
export class Load {
  constructor(
    private readonly batched: BatchedLog,
    private readonly unitOfWork: UnitOfWork,
    private readonly reader: LogReader,
    private readonly bus: CommandBus,
  ) {}

  /** Appends at a fixed rate. Answers when all is acknowledged. */
  readonly publish = async ({ stream, streams = 1, via = 'batched', text, ...pace }: Publication): Promise<Published> => {
    const commits: [string, number][] = [];
    const waiting = new Set<Promise<unknown>>();
    const faults: unknown[] = [];
    let next = 0;
    const count = await openLoop(pace, (sent) => {
      const name = streams === 1 ? stream : stream.replace(/\d+$/, String(next++ % streams));
      const appended = via === 'batched' ? this.one(name, sent, text) : this.single(name, sent).then(() => commits.push([sent, microseconds()]));
      waiting.add(appended);
      appended.catch((fault: unknown) => faults.push(fault)).finally(() => waiting.delete(appended));
      return waiting.size < UNDER_WAY && faults.length === 0;
    });
    await Promise.allSettled([...waiting]);
    if (faults.length > 0) throw faults[0];
    return { count, commits };
  };

  /** Closed loop: so many publishers, each waiting for its own acknowledgement. Answers events a second. */
  readonly append = async ({ publishers, seconds, stream, streams = 1, via = 'batched' }: { publishers: number; seconds: number; stream: string; streams?: number; via?: 'batched' | 'single' }): Promise<{ rate: number; count: number; p50: number }> => {
    const began = microseconds();
    const end = began + seconds * 1e6;
    const waits: number[] = [];
    let next = 0;
    const publisher = async (): Promise<void> => {
      for (let now = microseconds(); now < end;) {
        const name = streams === 1 ? stream : stream.replace(/\d+$/, String(next++ % streams));
        await (via === 'batched' ? this.one(name, stamp(now)) : this.single(name, stamp(now)));
        const then = microseconds();
        waits.push(then - now);
        now = then;
      }
    };
    await Promise.all(Array.from({ length: publishers }, publisher));
    waits.sort((a, b) => a - b);
    return { rate: (waits.length * 1e6) / (microseconds() - began), count: waits.length, p50: (waits[waits.length >> 1] ?? 0) / 1000 };
  };

  /** Makes a stream so long, or so many streams one event long. */
  readonly fill = async ({ stream, events, streams = 1 }: { stream: string; events: number; streams?: number }): Promise<void> => {
    let next = 0;
    const writer = async (): Promise<void> => {
      while (next < events) {
        const name = streams === 1 ? stream : stream.replace(/\d+$/, String(next % streams));
        next += 1;
        await this.one(name, stamp(microseconds()));
      }
    };
    await Promise.all(Array.from({ length: Math.min(events, 2_000) }, writer));
  };

  /** Reads runs of a stream's events from places spread over it, or its last ones. Answers events a second. */
  readonly replay = async ({ stream, length, run, seconds, where }: { stream: string; length: number; run: number; seconds: number; where: 'spread' | 'end' }): Promise<number> => {
    const began = microseconds();
    let read = 0;
    for (let at = 0; microseconds() < began + seconds * 1e6; at = (at + 7_919 * run) % Math.max(1, length - run)) {
      read += (await this.reader.read(stream, where === 'end' ? Math.max(0, length - run) : at, run)).length;
    }
    return (read * 1e6) / (microseconds() - began);
  };

  /** Closed loop of commands past the socket: what the command path itself can do. Answers commands a second. */
  readonly commands = async ({ callers, seconds, room }: { callers: number; seconds: number; room: string }): Promise<number> => {
    const began = microseconds();
    const done = await Promise.all(Array.from({ length: callers }, (_, n) => this.caller(n, room, () => microseconds() < began + seconds * 1e6)));
    return (done.reduce((sum, one) => sum + one, 0) * 1e6) / (microseconds() - began);
  };

  /** So many messages in a room, as its members would say them. */
  readonly talk = async ({ messages, room }: { messages: number; room: string }): Promise<number> => {
    let left = messages;
    return this.caller(0, room, () => left-- > 0);
  };

  private async caller(n: number, room: string, more: () => boolean): Promise<number> {
    const id = personId(n);
    const actor: Principal = { actor: `person:${id}`, personId: id, institutionIds: [], roles: [], scopes: null, credential: `session:${id}` };
    let done = 0;
    for (; more(); done += 1) await this.bus.send(actor, 'bench.message.post', { roomId: room, text: 'A message of a member to the room.' }, `bus${microseconds()}-${n}`);
    return done;
  }

  private one(stream: string, sent: string, text?: number): Promise<string> {
    return this.batched.append(messagePosted, stream, messageData(sent, text), { actor: BENCH.actor });
  }

  private single(stream: string, sent: string): Promise<void> {
    return this.unitOfWork.run(BENCH, [], async (work) => work.record(messagePosted, stream, messageData(sent)));
  }
}
