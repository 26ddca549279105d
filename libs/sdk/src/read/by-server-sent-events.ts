import type { stream as contract } from '../contracts.js';
import { HubError } from '../error.js';
import { eventsPath } from '../http/path.js';
import { readServerSentEvents } from '../http/read-server-sent-events.js';
import type { Opening, Piece } from './door.js';

/** The hub says something at least every 15 s; a line on which nothing is heard for so long (ms) is dead. */
const SILENCE = 45_000;

/** One long HTTP answer: passes most proxies, and goes on by `Last-Event-ID`. */
export async function* byServerSentEvents({ exchange, stream, from, filter, signal }: Opening): AsyncGenerator<Piece> {
  const dead = new AbortController();
  const leave = (): void => dead.abort(signal.reason);
  signal.addEventListener('abort', leave);
  let timer = setTimeout(() => dead.abort(), SILENCE);
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => dead.abort(), SILENCE);
  };
  try {
    signal.throwIfAborted();
    const response = await exchange.open({
      method: 'GET', path: eventsPath(stream, filter), signal: dead.signal,
      headers: { accept: 'text/event-stream', ...(from === null ? {} : { 'last-event-id': from }) },
    });
    if (response === null) return yield { kind: 'over' };
    const position = response.headers.get('hub-position');
    if (position !== null) yield { kind: 'opened', position };
    for await (const message of cutTold(readServerSentEvents(response.body, { signal: dead.signal, heard }))) {
      if (message.event === 'reset') yield { kind: 'reset', lost: from ?? '', position: (JSON.parse(message.data) as { position: string }).position };
      else if (message.data !== '') yield { kind: 'event', envelope: JSON.parse(message.data) as contract.Envelope, position: message.id };
      else yield { kind: 'moved', position: message.id };
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
    dead.abort();
  }
}

/** A body that breaks off is a line that was cut, whatever the platform calls it. */
async function* cutTold<T>(messages: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* messages;
  } catch (cause) {
    throw new HubError({ code: 'unreachable', message: `The event stream broke off (${cause instanceof Error ? cause.message : String(cause)}).` }, { cause });
  }
}
