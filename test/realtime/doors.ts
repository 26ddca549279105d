import type { filter, stream as contract } from '#contracts';
import { readServerSentEvents, type ServerSentEvent } from '#sdk';
import type { Reply, TestHub } from '../support/hub.js';

type Envelope = contract.Envelope;

/** What a reader at one of the doors asks for. */
export interface Asked {
  readonly token: string;
  /** Null stands for the feed. */
  readonly stream: string | null;
  /** Search fields of HTTP, or the filter itself. */
  readonly filter?: filter.Filter;
  readonly fields?: Readonly<Record<string, string>>;
}

export const offsetOf = (position: string): number => Number(position.split('.')[1]);

export function eventsPath(stream: string | null, fields: Readonly<Record<string, string>>): string {
  return `/api/v1${stream === null ? '/feed/events' : `/streams/${stream}/events`}?${new URLSearchParams(fields).toString()}`;
}

function fieldsOf({ filter: whole, fields = {} }: Asked): Record<string, string> {
  return { ...fields, ...(whole === undefined ? {} : { filter: JSON.stringify(whole) }) };
}

/** Reads pages from a position until nothing more is there. */
export async function byPull(hub: Pick<TestHub, 'as'>, asked: Asked, from: string, limit = 1_000): Promise<{ events: Envelope[]; position: string }> {
  const events: Envelope[] = [];
  for (let position = from; ;) {
    const page = await hub.as(asked.token).ask<{ data: Envelope[]; iterator: string; done: boolean }>('GET', eventsPath(asked.stream, { ...fieldsOf(asked), after: position, limit: String(limit) }));
    if (page.status !== 200) throw new Error(JSON.stringify(page.body));
    events.push(...page.body.data);
    position = page.body.iterator;
    if (page.body.done) return { events, position };
  }
}

/** Reads server-sent events from a position until this one is reached. */
export async function byLive(hub: Pick<TestHub, 'url'>, asked: Asked, from: string, to: string): Promise<{ events: Envelope[]; position: string }> {
  const events: Envelope[] = [];
  for await (const message of messagesOf(hub, asked, { 'last-event-id': from })) {
    if (message.event === 'reset') throw new Error(`was reset at ${message.id}`);
    if (message.data !== '') events.push(JSON.parse(message.data) as Envelope);
    if (offsetOf(message.id) >= offsetOf(to)) return { events, position: message.id };
  }
  throw new Error('the hub ended the stream');
}

/** The messages of one open event stream; leaving the loop closes it. */
export async function* messagesOf(hub: Pick<TestHub, 'url'>, asked: Asked, headers: Readonly<Record<string, string>> = {}): AsyncGenerator<ServerSentEvent> {
  const stop = new AbortController();
  const answer = await fetch(`${hub.url}${eventsPath(asked.stream, fieldsOf(asked))}`, { headers: { accept: 'text/event-stream', authorization: `Bearer ${asked.token}`, ...headers }, signal: stop.signal });
  if (answer.status !== 200 || answer.body === null) throw new Error(`${answer.status} ${await answer.text()}`);
  try {
    yield* readServerSentEvents(answer.body);
  } finally {
    stop.abort();
  }
}

/** Subscribes to a stream from a position and reads until another; frames must follow each other without a gap. */
export async function bySocket(hub: Pick<TestHub, 'as'>, asked: Asked & { stream: string }, from: string, to: string): Promise<{ events: Envelope[]; position: string }> {
  const socket = await hub.as(asked.token).socket();
  const frames: contract.Frame[] = [];
  let wake = (): void => undefined;
  socket.on('events', (frame: contract.Frame) => {
    frames.push(frame);
    wake();
  });
  const reply = (await socket.emitWithAck('stream.subscribe', { stream: asked.stream, position: from, ...(asked.filter === undefined ? {} : { filter: asked.filter }) })) as Reply<{ position: string; recovered: boolean }>;
  if (!reply.ok || !reply.data.recovered) throw new Error(JSON.stringify(reply));
  while (offsetOf(frames.at(-1)?.to ?? from) < offsetOf(to)) await new Promise<void>((resolve) => (wake = resolve));
  socket.close();
  let at = from;
  for (const frame of frames) {
    if (frame.from !== at) throw new Error(`a frame from ${frame.from} came to a reader at ${at}`);
    at = frame.to;
  }
  return { events: frames.flatMap((frame) => frame.events), position: at };
}
