import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { filter, stream as contract } from '#contracts';
import type { Principal } from '#kernel';
import { formatPosition, parsePosition, Tailer } from '#log';
import { concerns, RightsWatch } from '../access/rights-watch.js';
import { Rights } from '../access/rights.js';
import { FanOut } from '../subscription/fan-out.js';
import type { LocalReader } from '../subscription/frames.js';
import { Subscriptions } from '../subscription/subscriptions.js';
import { Ending } from './ending.js';
import { EventStream } from './event-stream.js';
import { PullDoor } from './pull-door.js';

/** Events in one page of history. */
const PAGE = 500;
/** Nearer to the end (events) than this a reader goes live from memory. */
const NEAR = 1_000;

/** Who reads live over HTTP, from where, and what. */
export interface Live {
  readonly actor: Principal;
  /** Its own position, or `earliest`; null: from now on. */
  readonly since: string | null;
  /** What it wants; null: everything. */
  readonly wanted: filter.Wanted | null;
  /** How many changes of rights had been heard of when the actor was asked for. */
  readonly rightsVersion: number;
}

/** What lies too far back to be sent from memory. */
@Injectable()
export class History {
  constructor(
    private readonly pulls: PullDoor,
    private readonly rights: Rights,
    private readonly tailer: Tailer,
  ) {}

  /** Follows the stream for who may read it, so that its end is known from memory. One `unfollow` of the tailer is owed. @throws DomainError stream_unknown */
  async follow(actor: Principal, stream: string): Promise<void> {
    await this.rights.insistOnLabels(actor, stream);
    await this.tailer.follow(stream);
  }

  unfollow(stream: string): void {
    this.tailer.unfollow(stream);
  }

  /** Sends pages until the rest can be sent from memory. @returns where the reader stands then */
  async send({ actor, wanted }: Live, stream: string, since: string, opened: (position: string) => EventStream): Promise<string> {
    let position = since === 'earliest' ? formatPosition(this.tailer.position(stream)?.epoch ?? '', 0) : since;
    // The earliest that is kept may lie later than the beginning: a page begins there, memory does not.
    for (let paging = since === 'earliest'; paging || (await this.isFar(stream, position)); paging = false) {
      const page = await this.pulls.pull(actor, stream, { after: position, limit: PAGE, wait: 0, wanted }, new AbortController().signal);
      const out = opened(position);
      await out.page(page.data.map((envelope) => ({ position: envelope.position, envelope })), page.iterator);
      if (out.closed) return page.iterator;
      position = page.iterator;
    }
    return position;
  }

  /** Whether a place of this history lies further back than memory reaches: few large events fill it as many small ones do. */
  private async isFar(stream: string, position: string): Promise<boolean> {
    const [at, head] = [parsePosition(position), this.tailer.position(stream)];
    if (at === null || head === null || head.epoch !== at.epoch || at.offset > head.offset) return false;
    return head.offset - at.offset >= NEAR || !(await this.tailer.reach(stream, at.offset));
  }
}

/** The response of one reader: opened with the first thing that is sent; what `live` is given runs when it is closed. */
interface Line {
  readonly opened: (position: string) => EventStream;
  readonly live: (stop: () => void) => void;
}

/** Server-Sent Events of one stream. */
@Injectable()
export class LiveDoor {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly fanOut: FanOut,
    private readonly watch: RightsWatch,
    private readonly history: History,
    private readonly ending: Ending,
  ) {}

  /**
   * Goes live from `since`, or from now; what lies far back is sent page by page first. What cannot be resumed is said
   * by a `reset` message: read the state again, then go on from its position. Who has read a stream to its end for good
   * is answered 204, which tells browsers not to come back.
   */
  async open(live: Live, stream: string, reply: FastifyReply): Promise<void> {
    const { actor, since } = live;
    if (since !== null && (await this.ending.isReached(actor, stream, since))) return void reply.status(204).send();
    await this.history.follow(actor, stream);
    let [stop, isOver] = [(): void => undefined, false];
    let out: EventStream | null = null;
    // From the first page on: who reads by HTTP comes back by itself, so when its rights change it is ended and asked anew.
    const unlisten = this.watch.listen((subjects) => {
      if (!concerns(subjects, actor, stream)) return;
      isOver = true;
      out?.end();
    });
    const line: Line = {
      opened: (position) => {
        out ??= new EventStream(reply, position, () => {
          unlisten();
          stop();
        });
        if (isOver) out.end();
        return out;
      },
      live: (then) => (stop = then),
    };
    try {
      await this.watch.settle(actor, live.rightsVersion);
      await this.goLive(live, stream, line);
    } catch (fault) {
      unlisten();
      // Who was given something already comes back and is told then.
      (out as EventStream | null)?.end();
      throw fault;
    } finally {
      this.history.unfollow(stream);
    }
  }

  private async goLive(live: Live, stream: string, line: Line): Promise<void> {
    const { actor, since, wanted } = live;
    const from = since === null ? null : await this.history.send(live, stream, since, line.opened);
    await this.subscriptions.open(actor, { stream, since: from, wanted }, (opening, labels) => {
      const out = line.opened(opening.position);
      if (out.closed) return this.subscriptions.close(stream);
      const push = (frame: contract.Frame): void => out.push(frame.events.map((envelope) => ({ position: envelope.position, envelope })), frame.to);
      if (since !== null && !opening.recovered) out.note('reset', { stream, position: opening.position });
      opening.frames.forEach(push);
      const reader: LocalReader = { labels, wanted, push };
      this.fanOut.addLocal(stream, reader);
      line.live(() => {
        this.fanOut.removeLocal(stream, reader);
        this.subscriptions.close(stream);
      });
    });
  }
}
