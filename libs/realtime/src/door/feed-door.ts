import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { stream as contract } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { FeedReader, formatPosition, parsePosition, type FeedEvent } from '#log';
import { concerns, RightsWatch } from '../access/rights-watch.js';
import { Rights } from '../access/rights.js';
import { maySee } from '../subscription/frames.js';
import { EventStream } from './event-stream.js';
import type { Pull, Pulled } from './pull-door.js';

/** Feed events read at once by a live reader. */
const PAGE = 500;

interface Seen {
  readonly position: string;
  readonly envelope: contract.Envelope;
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

  async pull(actor: Principal, { after, limit, wait }: Pull, gone: AbortSignal): Promise<Pulled> {
    const { epoch, seq } = await this.begin(after, 0);
    let events = await this.feed.read(seq, limit);
    if (events.length === 0 && wait > 0) {
      const { signal, stop } = this.watch.whileUnchanged(actor, null, gone);
      await this.feed.grown(seq, wait * 1000, signal);
      stop();
      await this.watch.insistOnCredential(actor);
      events = await this.feed.read(seq, limit);
    }
    const seen = await this.visible(actor, epoch, events, new Map());
    return { data: seen.map(({ envelope }) => envelope), iterator: formatPosition(epoch, events.at(-1)?.seq ?? seq), done: events.length < limit };
  }

  async open(actor: Principal, since: string | null, reply: FastifyReply): Promise<void> {
    const head = await this.feed.head();
    const { epoch, seq } = await this.begin(since, head.seq);
    const gone = new AbortController();
    const labels = new Map<string, ReadonlySet<string> | null>();
    const out = new EventStream(reply, formatPosition(epoch, seq), () => gone.abort());
    const unlisten = this.watch.listen((subjects) => {
      labels.clear();
      if (concerns(subjects, actor, null)) out.end();
    });
    this.follow(actor, { epoch, seq }, { out, labels, gone: gone.signal })
      .catch((error: unknown) => this.logger.error({ err: error }, 'a feed reader was closed by a fault; it resumes'))
      .finally(() => {
        unlisten();
        out.end();
      });
    // The credential may have ended before anybody listened.
    await this.watch.insistOnCredential(actor).catch(() => out.end());
  }

  private async follow(actor: Principal, from: { epoch: string; seq: number }, reader: { out: EventStream; labels: Map<string, ReadonlySet<string> | null>; gone: AbortSignal }): Promise<void> {
    let { seq } = from;
    while (!reader.gone.aborted) {
      const events = await this.feed.read(seq, PAGE);
      const last = events.at(-1);
      if (last === undefined) {
        await this.feed.grown(seq, 30_000, reader.gone);
        continue;
      }
      reader.out.push(await this.visible(actor, from.epoch, events, reader.labels), formatPosition(from.epoch, last.seq));
      await reader.out.drained();
      seq = last.seq;
    }
  }

  /** Where to begin: after a position, at the `earliest`, or at `otherwise`. */
  private async begin(after: string | null, otherwise: number): Promise<{ epoch: string; seq: number }> {
    const head = await this.feed.head();
    if (after === null) return { epoch: head.epoch, seq: otherwise };
    if (after === 'earliest') return { epoch: head.epoch, seq: 0 };
    const position = parsePosition(after);
    if (position === null) throw new DomainError('position_invalid', 'A position has the form <epoch>.<offset>; `earliest` stands for the beginning.');
    if (position.epoch !== head.epoch) throw new DomainError('position_gone', 'This position is of another history of the feed: begin at `earliest` and drop what you have by event id.', { epoch: head.epoch });
    return { epoch: head.epoch, seq: position.offset };
  }

  /** Rights are asked once for each stream and reader, and asked again when rights change. */
  private async visible(actor: Principal, epoch: string, events: readonly FeedEvent[], known: Map<string, ReadonlySet<string> | null>): Promise<Seen[]> {
    const seen: Seen[] = [];
    for (const event of events) {
      let labels = known.get(event.stream);
      if (labels === undefined) known.set(event.stream, (labels = await this.rights.labels(actor, event.stream)));
      if (labels !== null && maySee(labels, event)) seen.push({ position: formatPosition(epoch, event.seq), envelope: event.envelope });
    }
    return seen;
  }
}
