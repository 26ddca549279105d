import { Injectable } from '@nestjs/common';
import type { stream as contract } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { formatPosition, LogReader, parsePosition, Tailer, type LogEvent } from '#log';
import { RightsWatch } from '../access/rights-watch.js';
import { Rights } from '../access/rights.js';
import { maySee } from '../subscription/frames.js';

export interface Pulled {
  readonly data: readonly contract.Envelope[];
  /** Where to go on: `after` of the next request. */
  readonly iterator: string;
  /** True when nothing more was there. */
  readonly done: boolean;
}

export interface Pull {
  readonly after: string | null;
  readonly limit: number;
  /** Seconds to wait for an event when there is none. */
  readonly wait: number;
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

  async pull(actor: Principal, stream: string, { after, limit, wait }: Pull, gone: AbortSignal): Promise<Pulled> {
    await this.rights.insistOnLabels(actor, stream);
    await this.tailer.follow(stream);
    try {
      const offset = await this.offsetOf(stream, after);
      let page = await this.page(actor, stream, offset, limit);
      if (page.data.length === 0 && page.done && wait > 0) {
        await this.moved(actor, stream, parsePosition(page.iterator)?.offset ?? offset, wait, gone);
        page = await this.page(actor, stream, parsePosition(page.iterator)?.offset ?? offset, limit);
      }
      return page;
    } finally {
      this.tailer.unfollow(stream);
    }
  }

  /** Rights are worked out for each page: an event is given only to who may see it now. */
  private async page(actor: Principal, stream: string, offset: number, limit: number): Promise<Pulled> {
    const labels = await this.rights.insistOnLabels(actor, stream);
    const head = await this.reader.head(stream);
    const events: readonly LogEvent[] = await this.reader.read(stream, offset, limit);
    const last = events.at(-1)?.offset ?? offset;
    return {
      data: events.filter((event) => maySee(labels, event)).map((event) => event.envelope),
      iterator: formatPosition(head?.epoch ?? '', last),
      done: events.length < limit,
    };
  }

  private async offsetOf(stream: string, after: string | null): Promise<number> {
    if (after === null || after === 'earliest') return 0;
    const position = parsePosition(after);
    if (position === null) throw new DomainError('position_invalid', 'A position has the form <epoch>.<offset>; `earliest` stands for the beginning.');
    const head = await this.reader.head(stream);
    if (head !== null && head.epoch !== position.epoch) throw new DomainError('position_gone', 'This position is of another history of the stream: read the state again and begin at `earliest` or at its position.', { epoch: head.epoch });
    return position.offset;
  }

  /** Waits until the stream has moved past an offset, the reader's rights may have changed, the time is over, or the client has gone. */
  private async moved(actor: Principal, stream: string, offset: number, seconds: number, gone: AbortSignal): Promise<void> {
    const { signal, stop } = this.watch.whileUnchanged(actor, stream, gone);
    await this.passed(stream, offset, seconds, signal);
    stop();
    await this.watch.insistOnCredential(actor);
  }

  private passed(stream: string, offset: number, seconds: number, gone: AbortSignal): Promise<void> {
    if ((this.tailer.position(stream)?.offset ?? 0) > offset || gone.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        stop();
        gone.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, seconds * 1000);
      const stop = this.tailer.onPass((passes) => {
        if (passes.some((pass) => pass.stream === stream && pass.to > offset)) end();
      });
      gone.addEventListener('abort', end);
    });
  }
}
