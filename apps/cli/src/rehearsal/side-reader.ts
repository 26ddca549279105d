import type { stream as contract } from '#contracts';
import type { Door } from './door.js';
import type { Findings } from './findings.js';
import type { Audience } from './player.js';
import { offsetOf } from './position.js';
import { wait } from './retry.js';
import type { Seen } from './witness.js';

/** A reader of the meeting's stream by another door than the socket. */
export interface SideReader {
  readonly name: string;
  readonly audience: Audience;
  readonly from: number;
  readonly seen: Seen[];
  /** How far it has come, hidden events included. */
  offset: number;
  /** Breaks the line of the moment; the reader goes on by itself from where it stands. */
  cut(): void;
  stop(): Promise<void>;
}

interface Reads {
  readonly name: string;
  readonly audience: Audience;
  readonly door: Door;
  readonly stream: string;
  readonly from: string;
  readonly findings: Findings;
}

type Step = (reader: SideReader, position: string, signal: AbortSignal) => AsyncGenerator<string>;

/** Reads by Server-Sent Events. A cut reader comes back with `Last-Event-ID`. */
export function readLive(reads: Reads): SideReader {
  return follow(reads, async function* step(reader, position, signal) {
    for await (const message of reads.door.live(reads.stream, position, signal)) {
      if (message.event === 'reset') reads.findings.check('resume', false, () => `${reads.name} was reset at ${message.id}`);
      else if (message.data !== '') note(reader, JSON.parse(message.data) as contract.Envelope);
      yield message.id;
    }
  });
}

/** Reads page by page, waiting at the end for what comes. */
export function readByPull(reads: Reads): SideReader {
  return follow(reads, async function* step(reader, position, signal) {
    const page = await reads.door.pull(reads.stream, { after: position, limit: 50, wait: 10, signal });
    for (const envelope of page.data) note(reader, envelope);
    yield page.iterator;
  });
}

function note(reader: SideReader, { position, id, type }: contract.Envelope): void {
  reader.seen.push({ offset: offsetOf(position), id, type });
}

/** Takes steps until it is stopped, each from where the one before ended. */
function follow({ name, audience, from }: Reads, step: Step): SideReader {
  let stopped = false;
  let line = new AbortController();
  let position = from;
  const reader: SideReader = {
    name, audience, from: offsetOf(from), seen: [], offset: offsetOf(from),
    cut: () => line.abort(),
    stop: async () => {
      stopped = true;
      line.abort();
      await running;
    },
  };
  const run = async (): Promise<void> => {
    while (!stopped) {
      line = new AbortController();
      try {
        for await (const next of step(reader, position, line.signal)) {
          position = next;
          reader.offset = offsetOf(next);
        }
      } catch {
        // Whatever broke the line, the reader tries again; what it then still lacks is found at the end.
        if (!line.signal.aborted) await wait(250);
      }
    }
  };
  const running = run();
  return reader;
}
