import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Wakes } from '#log';
import type { ConsumerRow } from './consumer.js';
import type { Numbered, Source } from './source.js';

/** Pages that are kept, and for how long (ms): a reader who is at work for longer reads again. */
const PAGES = 32;
const KEPT = 2_000;

interface Page {
  readonly after: number;
  readonly limit: number;
  readonly events: Promise<readonly Numbered[]>;
}

/** Reads the next page of a consumer while its reader is at work on the last one. Rights are asked when it is given, not here. */
@Injectable()
export class ReadAhead implements BeforeApplicationShutdown {
  private readonly pages = new LRUCache<string, Page>({ max: PAGES, ttl: KEPT });
  private readonly stop: () => void;

  constructor(wakes: Wakes) {
    // Words that were erased are not given out from memory.
    this.stop = wakes.on('erased', () => this.pages.clear());
  }

  begin({ id }: ConsumerRow, source: Source, after: number, limit: number): void {
    const events = source.read(after, limit);
    this.pages.set(id, { after, limit, events });
    events.catch(() => this.pages.delete(id));
  }

  /** The page that was read ahead, where it is the one that is wanted and full; what has come since is in no page that ends early. */
  async read({ id }: ConsumerRow, source: Source, after: number, limit: number): Promise<readonly Numbered[]> {
    const page = this.pages.get(id);
    this.pages.delete(id);
    if (page === undefined || page.after !== after || page.limit < limit) return source.read(after, limit);
    const events = await page.events;
    return events.length < page.limit ? source.read(after, limit) : events.slice(0, limit);
  }

  beforeApplicationShutdown(): void {
    this.stop();
    this.pages.clear();
  }
}
