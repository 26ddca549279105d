import { Injectable } from '@nestjs/common';
import { FeedReader } from '#log';
import { ReportClock } from '../clock.js';
import type { Range } from '../gathering/feed-range.js';

/** The present moment, and the feed up to it. */
@Injectable()
export class PreviewRange {
  constructor(private readonly clock: ReportClock, private readonly feed: FeedReader) {}

  async read(): Promise<{ readonly at: Date; readonly range: Range }> {
    const { epoch, seq } = await this.feed.head();
    return { at: this.clock.now(), range: { epoch, upTo: seq } };
  }
}
