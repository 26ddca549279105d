import type { LoadClient } from './load-client.js';
import { meter, quiet, type Load } from './processor.js';
import type { Server } from './server.js';

/** A server, the lines that read from it, and what they read. */
export interface Room {
  readonly server: Server;
  readonly client: LoadClient;
  readonly readers: number;
  readonly stream: string;
  /** Further streams that share the events evenly: `<stream without its number><0..streams-1>`. */
  readonly streams?: number;
  /** The server process of the database, where there is one. */
  readonly database?: number | undefined;
  /** How the hub appends: many publishers at once, or each event in a transaction of its own. */
  readonly via?: 'batched' | 'single';
  /** Characters of each message, where not the usual ones. */
  readonly text?: number;
}

export interface Step {
  readonly passed: boolean;
  /** Deliveries a second that were asked for. */
  readonly offered: number;
  readonly delivered: number;
  readonly events: number;
  readonly frames: number;
  readonly bytes: number;
  readonly lost: number;
  readonly repeated: number;
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of the server's processor for one delivery; `withDatabase` adds PostgreSQL's. */
  readonly cost: number;
  readonly costWithDatabase: number;
  readonly load: Load;
}

/** Every reader is more than this late (ms): the server is past its end. */
const TOO_LATE = 250;

/** Publishes at a fixed rate for so many seconds, and counts what reaches the readers. */
export async function step(room: Room, deliveries: number, seconds: number): Promise<Step> {
  await quiet();
  await room.client.tell('reset');
  const watch = meter({ server: room.server.pid, database: room.database, client: room.client.pid });
  const { server, readers, stream, streams, via, text } = room;
  const rate = deliveries / readers;
  const { count } = await server.call<{ count: number }>('publish', { stream, streams, via, text, rate, seconds });
  const wanted = count * readers;
  await room.client.expect(wanted, 1_500);
  const load = watch.stop();
  const { events, frames, bytes, lost, repeated, p50, p99, closed } = await room.client.counts();
  const enough = count >= Math.round(rate * seconds) && events >= wanted && lost + repeated + closed === 0;
  return {
    passed: enough && p99 <= TOO_LATE, offered: deliveries, delivered: events / load.seconds, events, frames, bytes, lost, repeated, p50, p99,
    cost: (load.server * load.seconds * 1e6) / events, costWithDatabase: ((load.server + load.database) * load.seconds * 1e6) / events, load,
  };
}

/** A step that failed while others used the machine says nothing: it is repeated, three times at the most. */
async function fairStep(room: Room, deliveries: number, seconds: number): Promise<Step> {
  let last = await step(room, deliveries, seconds);
  for (let tries = 1; tries < 3 && !last.passed && last.load.foreign > 0.4; tries += 1) last = await step(room, deliveries, seconds);
  return last;
}

export interface Sustained {
  /** The best passing step, in deliveries a second; 0 when none passed. */
  readonly deliveries: number;
  /** The load client was the limit: the server could do more. */
  readonly bounded: boolean;
  readonly foreign: number;
  readonly best: Step | null;
}

const LADDER = 1.3;
/** Above this share of its core the client would be what is measured. */
const CLIENT_LIMIT = 0.9;
const HIGHEST = 2_000_000;

/** Climbs by 1.3 from `start` until a message is missing, comes late or a line is lost; goes down first where `start` is too much. */
export async function sustained(room: Room, start: number, seconds: number): Promise<Sustained> {
  let best: Step | null = null;
  let foreign = 0;
  let rate = start;
  for (let steps = 0; steps < 12 && rate <= HIGHEST; steps += 1) {
    const now = await fairStep(room, rate, seconds);
    foreign = Math.max(foreign, now.load.foreign);
    if (now.passed) best = now;
    if (now.load.client >= CLIENT_LIMIT) return { deliveries: best?.offered ?? 0, bounded: true, foreign, best };
    // The step above had failed already.
    if (now.passed && rate < start) break;
    if (!now.passed && best !== null) break;
    rate = now.passed ? rate * LADDER : rate / LADDER;
    if (rate < 1_000) break;
    // What an overload left waiting belongs to no later step.
    if (!now.passed) await settle(room);
  }
  if (best !== null) await settle(room);
  return { deliveries: best?.offered ?? 0, bounded: false, foreign, best };
}

/** Waits until nothing more arrives. */
async function settle(room: Room): Promise<void> {
  for (let last = -1; ;) {
    const { events } = await room.client.counts();
    if (events === last) return;
    last = events;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
