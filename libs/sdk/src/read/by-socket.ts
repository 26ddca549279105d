import { io, type Socket } from 'socket.io-client';
import { disconnects, stream as contract, type DisconnectCode } from '../contracts.js';
import { HubError, type Told } from '../error.js';
import { piecesOf, readPage, WAIT } from './by-pull.js';
import type { Opening, Piece } from './door.js';
import { Inbox } from './inbox.js';
import { placeOf } from './place.js';

/** How long (ms) the hub may take to answer on a socket. */
const ANSWER = 10_000;

type Subscribed = { readonly position: string; readonly recovered: boolean; readonly snapshot?: unknown };
type Reply = { readonly ok: true; readonly data: Subscribed } | { readonly ok: false; readonly error: Told };

/**
 * A live socket: the fewest bytes and the least delay, and the only door that brings the state to begin with. What lies
 * in the past is pulled first, however much it is: a socket is resumed only over what the hub keeps at hand.
 */
export async function* bySocket(opening: Opening): AsyncGenerator<Piece> {
  const line = new SocketLine(opening, opening.from === null ? null : yield* pullUpTo(opening, opening.from));
  try {
    yield* line.inbox.pieces(opening.signal);
  } finally {
    line.close();
  }
}

/** @returns where the stream ended when everything before it had been given */
async function* pullUpTo({ exchange, stream, filter, signal }: Opening, from: string): AsyncGenerator<Piece, string> {
  let [after, wait] = [from, 0];
  for (;;) {
    const page = await readPage(exchange, stream, { after, wait, filter, signal }, true);
    const { epoch } = placeOf(page.iterator);
    yield* piecesOf(stream, page);
    if (page.done && epoch !== '') return page.iterator;
    // A stream that has not begun is waited for: without an epoch there is no position to go on from.
    [after, wait] = epoch === '' ? [after, WAIT] : [page.iterator, 0];
  }
}

/** One socket that reads one stream, from its first message to its last. */
class SocketLine {
  readonly inbox = new Inbox();
  private readonly socket: Socket;
  private at: string | null = null;

  constructor(
    private readonly opening: Opening,
    private readonly from: string | null,
  ) {
    const { url, credential } = opening.exchange;
    // It does not come back by itself: the reading does, perhaps through another door.
    this.socket = io(`${url}/hub`, { transports: ['websocket'], auth: credential === null ? {} : { token: credential }, forceNew: true, reconnection: false, timeout: ANSWER });
    this.socket.on('connect', () => this.subscribe());
    this.socket.on('connect_error', (fault: Error & { data?: Told }) => this.end(fault.data ?? unreachable(`The socket did not open (${fault.message}).`)));
    this.socket.on('disconnect', (reason) => this.end(unreachable(`The socket was cut (${reason}).`)));
    this.socket.on('closing', (message: unknown) => this.closing(contract.closing.parse(message)));
    this.socket.on('events', (frame: contract.Frame) => this.take(frame));
    this.socket.on('stream.drop', (message: unknown) => this.put({ kind: 'drop', audiences: contract.drop.parse(message).audiences }));
    this.socket.on('stream.gain', (message: unknown) => this.put({ kind: 'gain', audiences: contract.gain.parse(message).audiences }));
  }

  close(): void {
    this.inbox.end(null);
    this.socket.disconnect();
  }

  /** The answer is taken up in the same turn, before any frame that follows it. */
  private subscribe(): void {
    const { stream, filter } = this.opening;
    const input = { stream, ...(this.from === null ? {} : { position: this.from }), ...(filter === undefined ? {} : { filter }) };
    this.socket.timeout(ANSWER).emit('stream.subscribe', input, (fault: Error | null, reply: Reply) => {
      if (fault !== null) this.end(unreachable('The hub did not answer on the socket.'));
      else if (reply.ok) this.begin(reply.data);
      else this.end(reply.error);
    });
  }

  private begin({ position, recovered, snapshot }: Subscribed): void {
    if (this.from !== null && !recovered && placeOf(this.from).epoch === placeOf(position).epoch) {
      return this.end({ code: 'joins_limited', message: 'More has happened than the hub keeps at hand: the rest is pulled once more.' });
    }
    this.at = position;
    if (this.from !== null && !recovered) this.put({ kind: 'reset', lost: this.from, position });
    this.put({ kind: 'opened', position });
    if (!recovered && this.opening.snapshot) this.put({ kind: 'snapshot', position, state: snapshot });
  }

  /** Joins a frame to what came before. Frames of an opening may begin before a snapshot that was ahead of them. */
  private take(frame: contract.Frame): void {
    if (this.at === null || frame.stream !== this.opening.stream) return;
    const [own, from, to] = [placeOf(this.at), placeOf(frame.from), placeOf(frame.to)];
    if (from.epoch !== own.epoch && own.epoch !== '') return;
    if (from.offset > own.offset) {
      this.put({ kind: 'gap', from: frame.from });
      return this.end(unreachable('Something between two frames did not arrive.'));
    }
    const news = frame.events.filter((envelope) => placeOf(envelope.position).offset > own.offset);
    for (const envelope of news) this.put({ kind: 'event', envelope, position: envelope.position });
    if (to.offset <= own.offset) return;
    this.at = frame.to;
    if (news.at(-1)?.position !== frame.to) this.put({ kind: 'moved', position: frame.to });
  }

  private put(piece: Piece): void {
    if (!this.inbox.put(piece)) this.end(unreachable('The reader is slower than the stream: what is left is asked for again.'));
  }

  /** The hub says why it closes, and within which span its clients should spread their return. */
  private closing({ code, then, retryWithin }: { code: string; then: string; retryWithin: number }): void {
    const message = disconnects[code as DisconnectCode]?.meaning ?? 'The hub closed the line.';
    this.end(then === 'resume' ? { code: 'unreachable', message, details: { retryAfter: retryWithin * Math.random() } } : { code, message });
  }

  private end(told: Told): void {
    this.inbox.end(new HubError(told));
    this.socket.disconnect();
  }
}

function unreachable(message: string): Told {
  return { code: 'unreachable', message };
}
