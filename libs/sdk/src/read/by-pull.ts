import type { filter as filters, stream as contract } from '../contracts.js';
import { HubError } from '../error.js';
import type { Exchange } from '../http/exchange.js';
import { eventsPath } from '../http/path.js';
import type { Opening, Piece } from './door.js';

/** Seconds for which the hub keeps a request that finds nothing new. */
export const WAIT = 25;
/** Events of one page. */
const PAGE = 1_000;

/** A page of events. `iterator` is where the next one begins. */
export interface EventPage {
  readonly data: readonly contract.Envelope[];
  readonly iterator: string;
  readonly done: boolean;
}

export interface PageOptions {
  /** `earliest`, or a position. */
  readonly after: string;
  readonly limit?: number;
  /** Seconds to wait for an event where there is none yet. */
  readonly wait?: number;
  readonly filter?: filters.Filter | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One page of a stream, or of the `feed`. @throws HubError */
export async function readPage(exchange: Exchange, stream: string, { after, limit = PAGE, wait = 0, filter, signal }: PageOptions, once = false): Promise<EventPage> {
  const path = eventsPath(stream, filter, { after, limit: String(limit), wait: String(wait) });
  const page = await exchange.json({ method: 'GET', path, signal, waits: wait * 1_000, once });
  if (typeof (page as EventPage).iterator !== 'string' || !Array.isArray((page as EventPage).data)) throw new HubError({ code: 'unexpected_answer', message: 'What came is no page of events.' });
  return page as EventPage;
}

/** Page by page: passes every proxy, and costs a request for each page. */
export async function* byPull({ exchange, stream, from, filter, signal }: Opening): AsyncGenerator<Piece> {
  let after = from ?? (await headOf(exchange, stream, signal));
  let isOpen = false;
  for (;;) {
    const page = await readPage(exchange, stream, { after, wait: isOpen ? WAIT : 0, filter, signal }, true);
    if (!isOpen) yield { kind: 'opened', position: after === 'earliest' ? `${page.iterator.split('.')[0] ?? ''}.0` : after };
    isOpen = true;
    yield* piecesOf(stream, page);
    after = page.iterator;
  }
}

/** The events of a page, and where it ends. In the feed an event's own position is another one: there only the page tells. */
export function* piecesOf(stream: string, page: EventPage): Generator<Piece> {
  for (const envelope of page.data) yield { kind: 'event', envelope, position: stream === 'feed' ? null : envelope.position };
  yield { kind: 'moved', position: page.iterator };
}

/** How long (ms) a door may take to say where a stream ends. */
const GLANCE = 10_000;

/** Where a stream ends now. An event stream says so as it opens; where none can be had, every page is turned. */
async function headOf(exchange: Exchange, stream: string, signal: AbortSignal): Promise<string> {
  // Not `AbortSignal.any` over `AbortSignal.timeout`: Node loses it when garbage is collected.
  const glance = new AbortController();
  const leave = (): void => glance.abort(signal.reason);
  const timer = setTimeout(leave, GLANCE);
  signal.addEventListener('abort', leave);
  try {
    signal.throwIfAborted();
    const response = await exchange.open({ method: 'GET', path: eventsPath(stream), headers: { accept: 'text/event-stream' }, signal: glance.signal });
    await response?.body.cancel();
    const position = response?.headers.get('hub-position');
    if (typeof position === 'string') return position;
  } catch (fault) {
    signal.throwIfAborted();
    if (!(fault instanceof HubError) || !['unreachable', 'unexpected_answer'].includes(fault.code)) throw fault;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
    glance.abort();
  }
  let page = await readPage(exchange, stream, { after: 'earliest', signal }, true);
  while (!page.done) page = await readPage(exchange, stream, { after: page.iterator, signal }, true);
  return page.iterator;
}
