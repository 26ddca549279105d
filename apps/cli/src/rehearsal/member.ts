import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { disconnects, stream as contract, type Command, type DisconnectCode, type Query } from '#contracts';
import { DomainError, newId } from '#kernel';
import { refusalOf, type Answered, type Asked } from './door.js';
import { Reading, type ReadingListener } from './reading.js';
import { ATTEMPTS, pauseBefore, wait, type Told } from './retry.js';

/** How long (ms) an answer may take before the request is sent again with the same id. */
const ANSWER = 10_000;
/** How long (ms) a line may stay away before a request on it is given up. */
const AWAY = 60_000;

const reply = z.union([z.object({ ok: z.literal(true), data: z.unknown() }), z.object({ ok: z.literal(false), error: z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()).optional() }) })]);
type Reply = z.output<typeof reply>;

/** What a member tells of its line, for those who watch it. */
export interface LineListener {
  /** A request was answered for good, so many milliseconds after it was sent last. */
  answered?(name: string, milliseconds: number, refusal: string | null): void;
  up?(): void;
  down?(reason: string): void;
  /** The line has ended for good, and does not come back. */
  ended?(reason: DomainError): void;
  /** A frame arrived, before it is joined to its reading. */
  frame?(frame: contract.Frame): void;
}

/**
 * One person's line to the hub: an unmodified Socket.IO client with the hub's manners on top. Requests carry an id and are
 * sent again with it when the line breaks; streams are read from a position and go on from there after every cut.
 */
export class Member {
  private readonly socket: Socket;
  private readonly readings = new Map<string, Reading>();
  private readonly waiting = new Set<() => void>();
  private ended: DomainError | null = null;

  constructor(
    url: string,
    private readonly token: string,
    private readonly listener: LineListener = {},
  ) {
    this.socket = io(`${url}/hub`, {
      transports: ['websocket'], auth: { token: this.token }, autoConnect: false, forceNew: true,
      reconnectionDelay: 200, reconnectionDelayMax: 5_000, randomizationFactor: 0.5,
    });
    this.socket.on('connect', () => this.arrived());
    this.socket.on('disconnect', (reason) => this.listener.down?.(reason));
    this.socket.on('connect_error', (error: Error & { data?: Told }) => this.refused(error.data));
    this.socket.on('closing', (message: unknown) => this.closing(contract.closing.parse(message)));
    this.socket.on('events', (frame: contract.Frame) => this.take(frame));
    this.socket.on('stream.drop', (message: unknown) => this.drop(contract.drop.parse(message)));
    this.socket.on('stream.gain', (message: unknown) => this.gain(contract.gain.parse(message)));
  }

  /** Opens the line and waits until it stands. @throws DomainError when the credential is refused */
  async connect(): Promise<void> {
    this.socket.connect();
    await this.online();
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  /** Sends a command until it is answered; under one id it acts once, however often it is sent. @throws DomainError the refusal */
  async send<C extends Command>(command: C, input: Asked<C>, { id = newId() }: { id?: string } = {}): Promise<Answered<C>> {
    return command.output.parse(await this.exchange(command.name, input, id)) as Answered<C>;
  }

  async ask<Q extends Query>(query: Q, params: z.input<Q['params']>): Promise<Answered<Q>> {
    return query.output.parse(await this.exchange(query.name, params, null)) as Answered<Q>;
  }

  /** Reads a stream from a position, or with a snapshot, for as long as the member lives. @throws DomainError stream_unknown */
  async read(stream: string, listener: ReadingListener, from: string | null = null): Promise<Reading> {
    const reading = new Reading(stream, listener);
    this.readings.set(stream, reading);
    try {
      await this.join(reading, from);
    } catch (fault) {
      this.readings.delete(stream);
      throw fault;
    }
    return reading;
  }

  async stopReading(stream: string): Promise<void> {
    if (!this.readings.delete(stream)) return;
    await this.exchange('stream.unsubscribe', { stream }, null);
  }

  /** Breaks the line as a pulled cable does: no goodbye. It comes back by itself unless it is told to stay `away`. */
  cut({ away = false }: { away?: boolean } = {}): void {
    this.socket.io.reconnection(!away);
    const transport = this.socket.io.engine?.transport as unknown as { ws?: { terminate?(): void; close(): void } } | undefined;
    if (transport?.ws?.terminate === undefined) this.socket.io.engine?.close();
    else transport.ws.terminate();
  }

  /** Comes back after a cut with `away`. */
  async comeBack(): Promise<void> {
    this.socket.io.reconnection(true);
    await this.connect();
  }

  /** Leaves for good. */
  close(): void {
    this.stop(new DomainError('unavailable', 'The line was closed by its owner.'));
    this.readings.clear();
    this.socket.disconnect();
  }

  private async exchange(name: string, input: unknown, id: string | null): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      await this.online();
      const began = performance.now();
      const answer = await this.emit(name, input, id);
      if (answer?.ok === true) {
        this.listener.answered?.(name, performance.now() - began, null);
        return answer.data;
      }
      const told = answer?.error ?? { code: 'unavailable', message: `The hub did not answer ${name}.` };
      const pause = pauseBefore(told, attempt);
      if (pause === null || attempt >= ATTEMPTS) {
        this.listener.answered?.(name, performance.now() - began, told.code);
        throw refusalOf(told);
      }
      await wait(pause);
    }
  }

  /** Null when the line broke, or nothing came in time: the outcome is unknown. */
  private async emit(name: string, input: unknown, id: string | null): Promise<Reply | null> {
    const line = this.socket.timeout(ANSWER);
    const answered: Promise<unknown> = id === null ? line.emitWithAck(name, input) : line.emitWithAck(name, input, { id });
    return answered.then((message) => reply.parse(message), () => null);
  }

  /** Asks for a stream. The answer is taken up in the same turn, before any frame that follows it. */
  private async join(reading: Reading, from: string | null): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      await this.online();
      if (this.readings.get(reading.stream) !== reading) return;
      const told = await new Promise<Told | null>((resolve) => {
        const input = from === null ? { stream: reading.stream } : { stream: reading.stream, position: from };
        this.socket.timeout(ANSWER).emit('stream.subscribe', input, (fault: Error | null, message: unknown) => {
          const answer: Reply = fault === null ? reply.parse(message) : { ok: false, error: { code: 'unavailable', message: fault.message } };
          if (answer.ok) reading.begin(from, contract.subscribed.parse(answer.data));
          resolve(answer.ok ? null : answer.error);
        });
      });
      if (told === null) return;
      const pause = pauseBefore(told, attempt);
      if (pause === null || attempt >= ATTEMPTS) throw refusalOf(told);
      await wait(pause);
      from = reading.position ?? from;
    }
  }

  private take(frame: contract.Frame): void {
    this.listener.frame?.(frame);
    const reading = this.readings.get(frame.stream);
    if (reading?.take(frame) === false) this.goOn(reading);
  }

  /** Every reading goes on from where it stands, whatever happened to the line. */
  private arrived(): void {
    this.socket.io.reconnectionDelay(200);
    this.listener.up?.();
    this.lookUp();
    for (const reading of this.readings.values()) if (reading.position !== null) this.goOn(reading);
  }

  private goOn(reading: Reading, from: string | null = reading.position): void {
    this.join(reading, from).catch((refusal: unknown) => {
      if (!this.socket.connected) return;
      this.readings.delete(reading.stream);
      if (refusal instanceof DomainError) reading.drop(null);
    });
  }

  private drop({ stream, audiences }: z.output<typeof contract.drop>): void {
    this.readings.get(stream)?.drop(audiences);
    if (audiences === null) this.readings.delete(stream);
  }

  /** More may be seen now, of the past too: the state is asked for anew. */
  private gain({ stream }: z.output<typeof contract.gain>): void {
    const reading = this.readings.get(stream);
    if (reading !== undefined) this.goOn(reading, null);
  }

  /** The hub says why it closes, and within which span the clients should spread their return. */
  private closing({ code, then, retryWithin }: z.output<typeof contract.closing>): void {
    if (then === 'resume') this.socket.io.reconnectionDelay(200 + retryWithin * 1_000 * Math.random());
    else this.stop(new DomainError(code, disconnects[code as DisconnectCode]?.meaning ?? 'The hub closed the line for good.'));
  }

  /** The handshake was refused. Socket.IO does not try again by itself after that. */
  private refused(told: Told | undefined): void {
    if (told === undefined || this.ended !== null) return;
    const pause = pauseBefore(told, 3);
    if (pause === null) this.stop(refusalOf(told));
    else void wait(pause).then(() => this.ended === null && this.socket.connect());
  }

  private stop(reason: DomainError): void {
    if (this.ended !== null) return;
    this.ended = reason;
    this.socket.io.reconnection(false);
    this.lookUp();
    this.listener.ended?.(reason);
  }

  /** Waits until the line stands. @throws DomainError when it has ended for good or stays away for too long */
  private online(): Promise<void> {
    if (this.ended !== null) return Promise.reject(this.ended);
    if (this.socket.connected) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!this.socket.connected && this.ended === null) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        if (this.ended === null) resolve();
        else reject(this.ended);
      };
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        reject(new DomainError('unavailable', 'The line did not come back.'));
      }, AWAY);
      this.waiting.add(look);
    });
  }

  /** Those who wait for the line look whether it stands, or has ended. */
  private lookUp(): void {
    for (const look of [...this.waiting]) look();
  }
}
