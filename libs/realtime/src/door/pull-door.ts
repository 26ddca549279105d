import { Injectable } from '@nestjs/common';
import type { filter, stream as contract } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { formatPosition, LogReader, parsePosition, Tailer, type Position } from '#log';
import { RightsWatch } from '../access/rights-watch.js';
import { Rights } from '../access/rights.js';
import { passes } from '../subscription/frames.js';

export interface Pulled {
  readonly data: readonly contract.Envelope[];
  /** Where to go on: `after` of the next request. It moves over what was not shown. */
  readonly iterator: string;
  /** True when nothing more was there. */
  readonly done: boolean;
}

export interface Pull {
  readonly after: string | null;
  readonly limit: number;
  /** Seconds to wait for an event when there is none. */
  readonly wait: number;
  /** What the reader wants; null: everything. */
  readonly wanted: filter.Wanted | null;
}

/** Reads one stream page by page, waiting for the next event where asked to. */
@Injectable()
export class PullDoor {
  constructor(
    private readonly rights: Rights,
    private readonly reader: LogReader,
    private readonly tailer: Tailer,
    private readonly watch: RightsWatch,
  ) {}

  async pull(actor: Principal, stream: string, pull: Pull, gone: AbortSignal): Promise<Pulled> {
    const until = performance.now() + pull.wait * 1000;
    const from = beginOf(pull.after);
    let page = await this.page(actor, stream, from, pull);
    if (!isQuiet(page) || pull.wait === 0) return page;
    await this.tailer.follow(stream);
    try {
      // What comes and is not shown moves the reader on and does not wake it: it waits for what it wants.
      for (let rest = pull.wait * 1000; isQuiet(page) && rest > 0 && !gone.aborted; rest = until - performance.now()) {
        const at = parsePosition(page.iterator);
        await this.moved(actor, stream, { offset: at?.offset ?? 0, patience: rest }, gone);
        page = await this.page(actor, stream, at, pull);
      }
      return page;
    } finally {
      this.tailer.unfollow(stream);
    }
  }

  /** Rights are asked for each page: an event is given only to who may see it now. */
  private async page(actor: Principal, stream: string, from: Position | null, { limit, wanted }: Pull): Promise<Pulled> {
    const labels = await this.rights.insistOnLabels(actor, stream);
    const events = await this.reader.read(stream, from?.offset ?? 0, limit);
    const last = events.at(-1);
    const end = last ?? (await this.endOf(stream));
    // What was read after a place shows that the stream has come so far.
    if (from !== null && (from.epoch !== end.epoch || from.offset > end.offset)) throw new DomainError('position_gone', 'This position is of another history of the stream, or beyond its end: read the state again and begin at `earliest` or at its position.', { epoch: end.epoch });
    const sieve = { labels, wanted };
    return {
      data: events.filter((event) => passes(sieve, event)).map((event) => event.envelope),
      iterator: formatPosition(end.epoch, last?.offset ?? from?.offset ?? 0),
      done: events.length < limit,
    };
  }

  /** A stream that has no event yet gets its history by being followed. */
  private async endOf(stream: string): Promise<Position> {
    const head = await this.reader.head(stream);
    if (head !== null) return head;
    const end = await this.tailer.follow(stream);
    this.tailer.unfollow(stream);
    return end;
  }

  /** Waits until the stream has moved past an offset, the reader's rights may have changed, the time is over, or the client has gone. */
  private async moved(actor: Principal, stream: string, past: { offset: number; patience: number }, gone: AbortSignal): Promise<void> {
    const { signal, stop } = this.watch.whileUnchanged(actor, stream, gone);
    await this.passed(stream, past, signal);
    stop();
    await this.watch.insistOnCredential(actor);
  }

  private passed(stream: string, { offset, patience }: { offset: number; patience: number }, gone: AbortSignal): Promise<void> {
    if ((this.tailer.position(stream)?.offset ?? 0) > offset || gone.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        stop();
        gone.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, patience);
      const stop = this.tailer.onPass((passes) => {
        if (passes.some((pass) => pass.stream === stream && pass.to > offset)) end();
      });
      gone.addEventListener('abort', end);
    });
  }
}

/** Nothing to show, and the end is reached. */
function isQuiet({ data, done }: Pulled): boolean {
  return data.length === 0 && done;
}

/** Where to begin; null at the beginning. @throws DomainError position_invalid */
function beginOf(after: string | null): Position | null {
  if (after === null || after === 'earliest') return null;
  const position = parsePosition(after);
  if (position === null) throw new DomainError('position_invalid', 'A position has the form <epoch>.<offset>; `earliest` stands for the beginning.');
  return position;
}
