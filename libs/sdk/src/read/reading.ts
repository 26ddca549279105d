import type { filter as filters, stream as contract } from '../contracts.js';
import { HubError } from '../error.js';
import type { Exchange } from '../http/exchange.js';
import { backOff, pause, pauseBefore } from '../pause.js';
import { byPull } from './by-pull.js';
import { byServerSentEvents } from './by-server-sent-events.js';
import { bySocket } from './by-socket.js';
import type { Door, DoorName, Piece } from './door.js';
import { placeOf } from './place.js';

const DOORS: Readonly<Record<DoorName, Door>> = { socket: bySocket, sse: byServerSentEvents, pull: byPull };

/** What a reader wants, and what it wants to be told of beside the events. */
export interface ReadOptions {
  /** `now` (without it; or a second ago), `earliest`, or the position up to which you have everything. */
  readonly from?: string | null;
  /** The hub leaves out what does not fit; the position moves over it. */
  readonly filter?: filters.Filter;
  /** Ends the reading when it is aborted. */
  readonly signal?: AbortSignal;
  /** The doors to try, the best first. When one fails, the next goes on from the same position. */
  readonly doors?: readonly DoorName[];
  /** The state at a position, before the first event after it. Asks for it at the beginning; needs the door `socket`. */
  readonly onSnapshot?: (snapshot: { readonly position: string; readonly state: unknown }) => void;
  /**
   * The hub keeps another history, or no longer all of this one: what you hold may not fit what comes. Without this the
   * reading ends with `position_gone`. Answer a place to go on from, or nothing to take the one that is proposed.
   */
  readonly onReset?: (reset: { readonly lost: string; readonly position: string }) => string | void;
  readonly onOpen?: (opened: { readonly door: DoorName; readonly position: string }) => void;
  /** A door has failed; the reading goes on by itself. */
  readonly onCut?: (cut: { readonly door: DoorName; readonly error: HubError | null }) => void;
  /** Something did not arrive; the reading asks for it again by itself. */
  readonly onGap?: (gap: { readonly position: string | null; readonly from: string }) => void;
  /** A right has ended: drop what you hold for these audiences; null: all of the stream. */
  readonly onDrop?: (audiences: readonly string[] | null) => void;
  /** A right has begun: what it shows of the past is had by reading anew. */
  readonly onGain?: (audiences: readonly string[]) => void;
}

const PLACE = /^(earliest|[a-z0-9]{6,16}\.(0|[1-9]\d{0,17}))$/;
/** A door that stood open for so long (ms), or brought an event, has served; one that broke sooner is left for the next. */
const STEADY = 10_000;

/**
 * The events of one stream, or of the feed, in order and without a gap, for as long as somebody asks for the next one. The
 * reading survives cuts, restarts and doors that fail; it ends when its signal is aborted, and throws what no patience mends.
 */
export class Reading implements AsyncIterable<contract.Envelope> {
  private at: string | null;
  private opened: DoorName | null = null;
  private readonly doors: readonly DoorName[];
  private readonly left = new AbortController();
  private readonly signal: AbortSignal;

  constructor(
    private readonly exchange: Exchange,
    readonly stream: string,
    private readonly options: ReadOptions,
  ) {
    const { from, doors, signal } = options;
    this.at = from === undefined || from === 'now' ? null : from;
    this.doors = doors ?? (stream === 'feed' ? ['sse', 'pull'] : ['socket', 'sse', 'pull']);
    this.signal = signal === undefined ? this.left.signal : AbortSignal.any([signal, this.left.signal]);
    insist(this.at === null || PLACE.test(this.at), 'A reading begins `from` now, earliest, or a position <epoch>.<offset>.');
    insist(this.doors.length > 0 && this.doors.every((door) => door in DOORS), 'The doors are socket, sse and pull, one at least.');
    insist(stream !== 'feed' || !this.doors.includes('socket'), 'The feed is read by sse and pull.');
    insist(options.onSnapshot === undefined || this.doors[0] === 'socket', 'A snapshot comes by the door `socket`, which has to be the first.');
  }

  /**
   * Up to here you have been given everything: keep it once the event in hand is dealt with, and begin there next time.
   * Where the feed is pulled it moves page by page, so that a few events may come twice then; they have the same `id`.
   */
  get position(): string | null {
    return this.at;
  }

  /** The door that stands open; null while there is none. */
  get door(): DoorName | null {
    return this.opened;
  }

  /** Ends the reading: nothing is given any more, whatever has arrived. */
  stop(): void {
    this.left.abort();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<contract.Envelope> {
    for (let [turn, failures] = [0, 0]; !this.signal.aborted;) {
      const door = this.doors[turn % this.doors.length] ?? 'pull';
      const began = Date.now();
      let isSteady = false;
      let error: HubError | null = null;
      try {
        for await (const piece of this.open(door)) {
          if (piece.kind === 'over' || this.signal.aborted) return;
          const event = this.take(door, piece);
          isSteady ||= this.opened !== null && piece.kind === 'event';
          if (event !== null) yield event;
        }
      } catch (fault) {
        if (this.signal.aborted) return;
        error = this.judge(fault, failures);
      }
      if (this.signal.aborted) return;
      isSteady ||= this.opened !== null && Date.now() - began >= STEADY;
      // After a door that served, the best is tried first; after one that did not, the next.
      [turn, failures] = isSteady ? [0, 1] : [turn + 1, failures + 1];
      this.opened = null;
      this.options.onCut?.({ door, error });
      await this.rest(error, failures).catch(() => undefined);
    }
  }

  private open(door: DoorName): AsyncGenerator<Piece> {
    const snapshot = this.options.onSnapshot !== undefined;
    return DOORS[door]({ exchange: this.exchange, stream: this.stream, from: this.at, filter: this.options.filter, snapshot, signal: this.signal });
  }

  /** Does what a piece says. @returns the event to hand on, if it is one */
  private take(door: DoorName, piece: Piece): contract.Envelope | null {
    const { options } = this;
    switch (piece.kind) {
      case 'opened':
        this.opened = door;
        this.moveTo(piece.position);
        options.onOpen?.({ door, position: piece.position });
        break;
      case 'event':
        if (piece.position !== null) this.at = piece.position;
        return piece.envelope;
      case 'moved': this.moveTo(piece.position); break;
      case 'snapshot': options.onSnapshot?.(piece); break;
      case 'reset': this.reset(piece.lost, piece.position); break;
      case 'gap': options.onGap?.({ position: this.at, from: piece.from }); break;
      case 'drop':
        options.onDrop?.(piece.audiences);
        if (piece.audiences === null) throw new HubError({ code: 'stream_unknown', message: `You may no longer read ${this.stream}.` });
        break;
      case 'gain': options.onGain?.(piece.audiences ?? []); break;
      case 'over': break;
    }
    return null;
  }

  /** A stream that has not begun has no epoch yet: its end is its beginning. */
  private moveTo(position: string): void {
    this.at = placeOf(position).epoch === '' ? 'earliest' : position;
  }

  private reset(lost: string, proposed: string): void {
    const { onReset } = this.options;
    if (onReset === undefined) throw new HubError({ code: 'position_gone', message: `The hub cannot go on from ${lost}: read the state again.`, details: { position: proposed } });
    const chosen = onReset({ lost, position: proposed });
    this.at = chosen ?? proposed;
    // Another place than the door is at: it is opened anew from there.
    if (this.at !== proposed) throw new HubError({ code: 'unreachable', message: `The reading begins again at ${this.at}.`, details: { retryAfter: 0 } });
  }

  /** What passes by itself, or at another door. @throws what does not */
  private judge(fault: unknown, failures: number): HubError {
    if (!(fault instanceof HubError)) throw fault;
    if (fault.code === 'position_gone' && this.options.onReset !== undefined) {
      this.at = this.options.onReset({ lost: this.at ?? '', position: 'earliest' }) ?? 'earliest';
      return fault;
    }
    // Something between here and the hub may know one door and not another; when it knows none, that is that.
    if (fault.code === 'unexpected_answer' && failures + 1 < this.doors.length) return fault;
    if (fault.retry === 'never') throw fault;
    return fault;
  }

  private rest(error: HubError | null, failures: number): Promise<void> {
    const round = Math.ceil(failures / this.doors.length);
    return pause((error === null ? null : pauseBefore(error, round)) ?? backOff(round), this.signal);
  }
}

function insist(holds: boolean, message: string): void {
  if (!holds) throw new HubError({ code: 'invalid_input', message });
}
