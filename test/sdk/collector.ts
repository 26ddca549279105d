import { EventEmitter, once } from 'node:events';
import type { stream as contract } from '#contracts';
import type { Hub, Reading, ReadOptions } from '#sdk';

/** A program that reads with the SDK, and what it was given and told. */
export class Collector {
  readonly events: contract.Envelope[] = [];
  /** What it was told beside the events, in order: `socket open`, `socket cut`, `reset` … */
  readonly notes: string[] = [];
  readonly snapshots: { position: string; state: unknown }[] = [];
  readonly reading: Reading;
  private readonly news = new EventEmitter();
  private fault: unknown = null;
  private readonly running: Promise<void>;

  constructor(hub: Hub, stream: string, options: ReadOptions = {}) {
    this.reading = hub.read(stream, {
      ...options,
      onOpen: ({ door }) => this.note(`${door} open`),
      onCut: ({ door }) => this.note(`${door} cut`),
      onGap: () => this.note('gap'),
      onDrop: (audiences) => this.note(`drop ${audiences?.join() ?? 'all'}`),
    });
    this.running = this.run().catch((fault: unknown) => void (this.fault = fault));
  }

  get ids(): string[] {
    return this.events.map(({ id }) => id);
  }

  /** Waits until this holds. @throws what ended the reading */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.fault !== null) throw this.fault;
      await Promise.race([once(this.news, 'news'), this.running]);
    }
  }

  sees(these: (events: readonly contract.Envelope[]) => boolean): Promise<void> {
    return this.until(() => these(this.events));
  }

  note(text: string): void {
    this.notes.push(text);
    this.news.emit('news');
  }

  /** Ends the reading. @throws what ended it before */
  async end(): Promise<void> {
    this.reading.stop();
    await this.running;
    if (this.fault !== null) throw this.fault;
  }

  private async run(): Promise<void> {
    for await (const event of this.reading) {
      this.events.push(event);
      this.news.emit('news');
    }
  }
}
