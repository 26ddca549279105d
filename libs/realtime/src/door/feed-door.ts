import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { filter } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { FeedReader, formatPosition, parsePosition, type FeedEvent } from '#log';
import { concerns, RightsWatch } from '../access/rights-watch.js';
import { Rights } from '../access/rights.js';
import { passes } from '../subscription/frames.js';
import { EventStream, type Numbered } from './event-stream.js';
import type { Live } from './live-door.js';
import type { Pull, Pulled } from './pull-door.js';

/** Feed events read at once by a live reader. */
const PAGE = 500;

/** Whose feed it is. `labels` is what is known of the rights to each stream; it is emptied when rights change. */
interface Reader {
  readonly actor: Principal;
  readonly wanted: filter.Wanted | null;
  readonly labels: Map<string, ReadonlySet<string> | null>;
}

/** The feed: every event of every stream that the reader may see, in one order that never skips a late commit. */
@Injectable()
export class FeedDoor {
  private readonly logger = new Logger('FeedDoor');

  constructor(
    private readonly feed: FeedReader,
    private readonly rights: Rights,
    private readonly watch: RightsWatch,
  ) {}

  async pull(actor: Principal, pull: Pull, gone: AbortSignal): Promise<Pulled> {
    const until = performance.now() + pull.wait * 1000;
    const { epoch, seq } = await this.begin(pull.after, 0);
    for (let at = seq; ;) {
      const events = await this.feed.read(at, pull.limit);
      // Rights are asked for each page: an event is given only to who may see it now.
      const seen = await this.visible({ actor, wanted: pull.wanted, labels: new Map() }, epoch, events);
      at = events.at(-1)?.seq ?? at;
      const done = events.length < pull.limit;
      const rest = until - performance.now();
      if (seen.length > 0 || !done || rest <= 0 || gone.aborted) return { data: seen.map(({ envelope }) => envelope), iterator: formatPosition(epoch, at), done };
      const { signal, stop } = this.watch.whileUnchanged(actor, null, gone);
      await this.feed.grown(at, rest, signal);
      stop();
      await this.watch.insistOnCredential(actor);
    }
  }

  async open({ actor, since, wanted, rightsVersion }: Live, reply: FastifyReply): Promise<void> {
    const head = await this.feed.head();
    const { epoch, seq } = await this.begin(since, head.seq);
    const gone = new AbortController();
    const reader: Reader = { actor, wanted, labels: new Map() };
    const out = new EventStream(reply, formatPosition(epoch, seq), () => gone.abort());
    const unlisten = this.watch.listen((subjects) => {
      reader.labels.clear();
      if (concerns(subjects, actor, null)) out.end();
    });
    this.follow(reader, { epoch, seq }, out, gone.signal)
      .catch((error: unknown) => this.logger.error({ err: error }, 'a feed reader was closed by a fault; it resumes'))
      .finally(() => {
        unlisten();
        out.end();
      });
    await this.watch.settle(actor, rightsVersion).catch(() => out.end());
  }

  private async follow(reader: Reader, from: { epoch: string; seq: number }, out: EventStream, gone: AbortSignal): Promise<void> {
    let { seq } = from;
    while (!gone.aborted) {
      const events = await this.feed.readShared(seq, PAGE);
      const last = events.at(-1);
      if (last !== undefined) {
        const seen = await this.visible(reader, from.epoch, events);
        const { generation } = this.rights;
        // A reader may take its time over a page: what is left of it when rights move is looked at again.
        const reached = await out.page(seen, formatPosition(from.epoch, last.seq), () => generation === this.rights.generation);
        if (out.closed) return;
        seq = parsePosition(reached ?? '')?.offset ?? seq;
      }
      if (seq === (last?.seq ?? seq) && events.length < PAGE) await this.feed.grown(seq, 30_000, gone);
    }
  }

  /** Where to begin: after a position, at the `earliest`, or at `otherwise`. */
  private async begin(after: string | null, otherwise: number): Promise<{ epoch: string; seq: number }> {
    const head = await this.feed.head();
    if (after === null) return { epoch: head.epoch, seq: otherwise };
    if (after === 'earliest') return { epoch: head.epoch, seq: 0 };
    const position = parsePosition(after);
    if (position === null) throw new DomainError('position_invalid', 'A position has the form <epoch>.<offset>; `earliest` stands for the beginning.');
    if (position.epoch !== head.epoch || position.offset > head.seq) throw new DomainError('position_gone', 'This position is of another history of the feed, or beyond its end: begin at `earliest` and drop what you have by event id.', { epoch: head.epoch });
    return { epoch: head.epoch, seq: position.offset };
  }

  /** Rights are asked once for each stream of which the reader wants something, and asked again when rights change. */
  private async visible({ actor, wanted, labels: known }: Reader, epoch: string, events: readonly FeedEvent[]): Promise<Numbered[]> {
    const asked = wanted === null ? events : events.filter(({ envelope }) => wanted(envelope));
    const of = new Map(known);
    const { generation } = this.rights;
    for (const [stream, labels] of await this.rights.labelsOf(actor, asked.map((event) => event.stream).filter((stream) => !of.has(stream)))) {
      of.set(stream, labels);
      // What was asked before rights moved may be the state of before: it holds for this page alone.
      if (generation === this.rights.generation) known.set(stream, labels);
    }
    return asked.flatMap((event) => {
      const labels = of.get(event.stream) ?? null;
      return labels !== null && passes({ labels, wanted: null }, event) ? [{ position: formatPosition(epoch, event.seq), envelope: event.envelope }] : [];
    });
  }
}
