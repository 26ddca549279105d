import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { stream as contract } from '#contracts';
import type { Door } from '../../apps/cli/src/rehearsal/door.js';
import { Member } from '../../apps/cli/src/rehearsal/member.js';

/** Between two attempts of a reader to come back (ms). */
const RETRY = 100;

/** A reader at one of the doors that comes back by itself, from where it stands, and keeps what it saw. */
export class Recorder {
  readonly seen: contract.Envelope[] = [];
  /** What no reader may ever see: gaps, doubles, a resume that was none. */
  readonly faults: string[] = [];
  /** Audiences that it was told to drop; null for the whole stream. */
  readonly dropped: (readonly string[] | null)[] = [];
  /** Refusals on coming back, by code. */
  readonly refusals: string[] = [];
  private readonly news = new EventEmitter();

  constructor(readonly door: string, private readonly leave: (recorder: Recorder) => Promise<void>) {}

  note(envelope: contract.Envelope): void {
    this.seen.push(envelope);
    this.news.emit('news');
  }

  tell(): void {
    this.news.emit('news');
  }

  /** Waits until this holds; it is looked at again whenever something comes. */
  async until(holds: (recorder: this) => boolean): Promise<void> {
    while (!holds(this)) await once(this.news, 'news');
  }

  /** Waits for the event of this id. */
  sees(id: string): Promise<void> {
    return this.until(({ seen }) => seen.some((event) => event.id === id));
  }

  close(): Promise<void> {
    return this.leave(this);
  }
}

/** Reads a stream over a socket, from a position. */
export async function bySocket(door: Door, stream: string, from: string): Promise<Recorder> {
  const recorder = new Recorder('socket', async () => member.close());
  const member = new Member(door.url, door.token ?? '', { down: () => recorder.tell() });
  await member.connect();
  await member.read(stream, {
    began: ({ asked, recovered }) => void (recovered || recorder.faults.push(`asked for ${asked} and was given a snapshot`)),
    event: (envelope) => recorder.note(envelope),
    gap: (own, frame) => void recorder.faults.push(`stood at ${own} and got a frame from ${frame.from}`),
    twice: ({ position }) => void recorder.faults.push(`got ${position} twice`),
    dropped: (audiences) => {
      recorder.dropped.push(audiences);
      recorder.tell();
    },
  }, from);
  return recorder;
}

/** Reads a stream (null: the feed) by Server-Sent Events; comes back with `Last-Event-ID`. */
export function byServerSentEvents(door: Door, stream: string | null, from: string): Recorder {
  return follow(`${stream === null ? 'feed' : 'stream'} by server-sent events`, from, async function* read(recorder, position, signal) {
    for await (const message of door.live(stream, position, signal)) {
      if (message.event === 'reset') recorder.faults.push(`was reset at ${message.id}`);
      else if (message.data !== '') recorder.note(JSON.parse(message.data) as contract.Envelope);
      yield message.id;
    }
  });
}

/** Reads a stream (null: the feed) page by page, waiting at its end. */
export function byPull(door: Door, stream: string | null, from: string): Recorder {
  return follow(`${stream === null ? 'feed' : 'stream'} by pull`, from, async function* read(recorder, position, signal) {
    const page = await door.pull(stream, { after: position, wait: 20, signal });
    page.data.forEach((envelope) => recorder.note(envelope));
    yield page.iterator;
  });
}

type Step = (recorder: Recorder, position: string, signal: AbortSignal) => AsyncGenerator<string>;

/** Takes one step after the other until it is left, each from where the one before ended. */
function follow(name: string, from: string, step: Step): Recorder {
  const left = new AbortController();
  const recorder = new Recorder(name, async () => {
    left.abort();
    await running;
  });
  const run = async (): Promise<void> => {
    let position = from;
    while (!left.signal.aborted) {
      try {
        for await (const next of step(recorder, position, left.signal)) position = next;
      } catch (fault) {
        const code: unknown = (fault as { code?: unknown }).code;
        if (typeof code === 'string') recorder.refusals.push(code);
        await pause(RETRY);
      }
      recorder.tell();
    }
  };
  const running = run();
  return recorder;
}

/** Where a stream (null: the feed) ends now, for this reader. */
export async function endOf(door: Door, stream: string | null): Promise<string> {
  let { iterator, done } = await door.pull(stream, { after: 'earliest' });
  while (!done) ({ iterator, done } = await door.pull(stream, { after: iterator }));
  return iterator;
}

/** Every event after a position that this reader may see. */
export async function allAfter(door: Door, stream: string | null, position: string): Promise<contract.Envelope[]> {
  const events: contract.Envelope[] = [];
  for (let [after, done] = [position, false]; !done;) {
    const page = await door.pull(stream, { after });
    events.push(...page.data);
    [after, done] = [page.iterator, page.done];
  }
  return events;
}
