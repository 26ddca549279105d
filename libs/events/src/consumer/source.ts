import { Injectable } from '@nestjs/common';
import { FeedReader, LogReader, Tailer, type LogEvent } from '#log';

/** An event and its number in what a consumer reads: of the feed, or its offset in the stream. */
export interface Numbered {
  readonly number: number;
  readonly event: LogEvent;
}

/** What a consumer reads: the feed or one stream, both numbered without a hole. What retention has taken is missing. */
export interface Source {
  /** Where it ends; null when a stream has not begun. */
  head(): Promise<{ readonly epoch: string; readonly number: number } | null>;
  read(after: number, limit: number): Promise<readonly Numbered[]>;
  pick(numbers: readonly number[]): Promise<readonly Numbered[]>;
  /** Waits until there is something after a number, for `patience` milliseconds at the most, or until the signal. */
  grown(after: number, patience: number, signal: AbortSignal): Promise<void>;
}

/** Gives each consumer what it reads. It asks nobody's rights. */
@Injectable()
export class Sources {
  private readonly feed: Source;

  constructor(
    feed: FeedReader,
    private readonly reader: LogReader,
    private readonly tailer: Tailer,
  ) {
    const numbered = (events: Awaited<ReturnType<FeedReader['read']>>): Numbered[] => events.map((event) => ({ number: event.seq, event }));
    this.feed = {
      head: async () => {
        const { epoch, seq } = await feed.head();
        return { epoch, number: seq };
      },
      read: async (after, limit) => numbered(await feed.read(after, limit)),
      pick: async (numbers) => numbered(await feed.pick(numbers)),
      grown: (after, patience, signal) => feed.grown(after, patience, signal),
    };
  }

  of(stream: string | null): Source {
    return stream === null ? this.feed : this.one(stream);
  }

  private one(stream: string): Source {
    const numbered = (events: readonly LogEvent[]): Numbered[] => events.map((event) => ({ number: event.offset, event }));
    return {
      head: async () => {
        const head = await this.reader.head(stream);
        return head === null ? null : { epoch: head.epoch, number: head.offset };
      },
      read: async (after, limit) => numbered(await this.reader.read(stream, after, limit)),
      pick: async (offsets) => numbered(await this.reader.pick(stream, offsets)),
      grown: (after, patience, signal) => this.streamGrown(stream, after, patience, signal),
    };
  }

  private async streamGrown(stream: string, after: number, patience: number, signal: AbortSignal): Promise<void> {
    await this.tailer.follow(stream);
    try {
      if (signal.aborted || (this.tailer.position(stream)?.offset ?? 0) > after) return;
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          stop();
          signal.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, patience);
        const stop = this.tailer.onPass((passes) => {
          if (passes.some((pass) => pass.stream === stream && pass.to > after)) end();
        });
        signal.addEventListener('abort', end);
      });
    } finally {
      this.tailer.unfollow(stream);
    }
  }
}

/** When an event was appended, in milliseconds: ids are UUIDs of version 7, which begin with it. Its own time may be that of a device. */
export function appendedAt({ id }: { readonly id: string }): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
