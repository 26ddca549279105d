import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Data } from '#contracts';
import { stream as contract } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Tailer, type StreamPass } from '#log';
import { Authenticator } from '../handshake/authenticator.js';
import type { HubSocket } from '../line/hub-socket.js';
import { Lines } from '../line/lines.js';
import { FanOut } from '../subscription/fan-out.js';
import { LineStreams } from '../subscription/line-streams.js';
import { Subscriptions } from '../subscription/subscriptions.js';
import { Rights } from './rights.js';

/** The stream that tells every hub process of changed rights. */
const RIGHTS = 'rights';
/** Lines looked at again at the same time. */
const AT_ONCE = 16;

/** A subject whose rights changed, for readers that are no sockets: they are asked to check themselves. */
export type RightsListener = (subjects: ReadonlySet<string>) => void;

/** What the watch works on, apart from what it follows. */
@Injectable()
export class RightsParts {
  constructor(
    readonly rights: Rights,
    readonly fanOut: FanOut,
    readonly streams: LineStreams,
  ) {}
}

/** Follows the changes of rights: cuts the lines of ended credentials and narrows or widens the others, within a second. */
@Injectable()
export class RightsWatch implements OnApplicationBootstrap {
  private readonly logger = new Logger('RightsWatch');
  private readonly listeners = new Set<RightsListener>();

  constructor(
    private readonly tailer: Tailer,
    private readonly authenticator: Authenticator,
    private readonly lines: Lines,
    private readonly subscriptions: Subscriptions,
    private readonly parts: RightsParts,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.tailer.follow(RIGHTS);
    this.tailer.onPass((passes) => {
      // Rights first: what this pass brings is sent by the rights that hold after it.
      for (const pass of passes) if (pass.stream === RIGHTS) this.changed(pass);
      this.parts.fanOut.deliver(passes.filter((pass) => pass.stream !== RIGHTS));
    });
    // Another history of a stream: its readers come back, and are told that they cannot resume.
    this.tailer.onReset((stream) => {
      for (const line of [...this.lines.all()]) if (line.data.streams.has(stream)) this.lines.close(line, 'restarting', 2);
      this.listeners.forEach((listener) => listener(new Set([stream])));
    });
  }

  listen(listener: RightsListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** How often rights have moved: settled at this version, a reader's rights hold until the next. */
  get version(): number {
    return this.parts.rights.generation;
  }

  /** Looks at a line whose holder was settled at `version`: a right that ended since did not find the line, which was still on its way in. */
  admit(line: HubSocket, version: number): void {
    if (version !== this.version) void this.narrow(line);
  }

  /** Refuses a reader whose session or key ended while it was kept waiting. */
  async insistOnCredential(actor: Principal): Promise<void> {
    if ((await this.authenticator.again(actor)) === null) throw new DomainError('unauthenticated', 'The session or the key has ended: sign in again.');
  }

  /** The same, asked only when rights have changed since the holder was settled at `version`; later changes find the reader listening. */
  async settle(actor: Principal, version: number): Promise<void> {
    if (version !== this.version) await this.insistOnCredential(actor);
  }

  /** Aborts with `gone`, or when the rights of this reader to this stream (null: to the feed) may have changed. `stop` is owed. */
  whileUnchanged(actor: Principal, stream: string | null, gone: AbortSignal): { signal: AbortSignal; stop: () => void } {
    const moved = new AbortController();
    const stop = this.listen((subjects) => {
      if (concerns(subjects, actor, stream)) moved.abort();
    });
    return { signal: AbortSignal.any([gone, moved.signal]), stop };
  }

  private changed(pass: StreamPass): void {
    const all = pass.events.map((event) => event.envelope.data as Data<typeof contract.rightsChanged>);
    const subjects = new Set(all.flatMap((data) => data.subjects));
    this.authenticator.forget([...subjects]);
    this.subscriptions.rightsMoved();
    for (const { reason, subjects: ended } of all) {
      if (reason === 'standing_changed') continue;
      for (const subject of ended) this.lines.of(subject).forEach((line) => this.lines.close(line, reason));
    }
    this.listeners.forEach((listener) => listener(subjects));
    void this.lookAgain(this.concerned(subjects));
  }

  /** The lines of these people and credentials, and those that read the stream of one of these objects. */
  private concerned(subjects: ReadonlySet<string>): HubSocket[] {
    const found = new Set<HubSocket>();
    for (const subject of subjects) {
      this.lines.of(subject).forEach((line) => found.add(line));
      for (const line of this.lines.all()) if (line.data.streams.has(subject)) found.add(line);
    }
    return [...found].filter((line) => !line.data.closed);
  }

  private async lookAgain(lines: HubSocket[]): Promise<void> {
    const waiting = [...lines];
    const worker = async (): Promise<void> => {
      for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) await this.narrow(line);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  /** Works one line's rights out again. When that cannot be done the line is cut: it comes back and is asked anew. */
  private async narrow(line: HubSocket): Promise<void> {
    try {
      const actor = await this.authenticator.again(line.data.actor);
      if (actor === null) return this.lines.close(line, 'session_ended');
      line.data.actor = actor;
      for (const [stream, before] of [...line.data.streams]) await this.compare(line, actor, stream, before);
    } catch (error) {
      this.logger.error({ err: error }, 'rights could not be read again; the line is cut');
      this.lines.close(line, 'restarting', 2);
    }
  }

  private async compare(line: HubSocket, actor: Principal, stream: string, before: ReadonlySet<string>): Promise<void> {
    const now = await this.parts.rights.labels(actor, stream);
    if (now === null) {
      this.parts.streams.narrow(line, stream, null);
      line.emit('stream.drop', { stream, audiences: null } as never);
      return;
    }
    const lost = [...before].filter((label) => !now.has(label));
    const gained = [...now].filter((label) => !before.has(label));
    if (lost.length > 0) {
      this.parts.streams.narrow(line, stream, lost);
      line.emit('stream.drop', { stream, audiences: lost } as never);
    }
    if (gained.length > 0) {
      this.parts.streams.join(line, stream, now);
      line.emit('stream.gain', { stream, audiences: gained } as never);
    }
  }
}

/** Whether a change of these subjects' rights touches a reader of a stream; of the feed, `null`. */
export function concerns(subjects: ReadonlySet<string>, actor: Principal, stream: string | null): boolean {
  return subjects.has(actor.actor) || subjects.has(actor.credential ?? '') || (stream !== null && subjects.has(stream));
}
