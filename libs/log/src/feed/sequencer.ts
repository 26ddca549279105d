import { Injectable } from '@nestjs/common';
import { Doorbell } from '../duty/doorbell.js';
import { Duties, pause, type DutyLine } from '../duty/duties.js';
import { feedEnd, numbered } from '../metrics.js';
import { Wakes } from '../tail/wakes.js';

/** Runs of events that one transaction numbers. */
const RUNS = 1_000;
/** While events keep coming, numbers are given every so many milliseconds: fewer commits, and readers read more at once. */
const PACE = 10;

/**
 * Gives the events of all streams their numbers in the feed, after they are committed. There is one: it runs on the line
 * that holds the lock of the duties, and each of its transactions names the fence that it drew when it began, so that
 * one that was cut off and does not know it yet can number nothing.
 */
@Injectable()
export class Sequencer {
  readonly name = 'sequencer';

  constructor(duties: Duties, private readonly wakes: Wakes) {
    duties.register(this);
  }

  async run(line: DutyLine, off: AbortSignal): Promise<void> {
    const bell = new Doorbell();
    const stop = this.wakes.on('log', () => bell.ring());
    try {
      const [drawn] = await line.query<{ fence: string; seq: string }>('SELECT log_fence() AS fence, seq FROM log_feed_head');
      feedEnd.set(Number(drawn?.seq ?? 0));
      while (!off.aborted) {
        const [given] = await line.query<{ events: string }>('SELECT log_number($1, $2) AS events', [drawn?.fence, RUNS]);
        const events = Number(given?.events ?? 0);
        numbered.inc(events);
        feedEnd.inc(events);
        if (events > 0) await pause(PACE, off);
        // Fewer than there may be at once: these were all, and whatever was committed since has rung.
        if (events < RUNS) await bell.wait(off);
      }
    } finally {
      stop();
    }
  }
}
