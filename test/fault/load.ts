import { council } from '#contracts';
import { newId } from '#kernel';
import type { Visitor } from '../support/hub.js';

/** Writers who post one message after the other to a meeting, each with its id until it is answered, and keep count. */
export class Load {
  /** Texts that were answered with success. */
  readonly acknowledged = new Set<string>();
  /** What was answered else, by code; `unreachable` where nobody answered. */
  readonly refusals: string[] = [];
  private stopping = false;
  private readonly running: Promise<unknown>;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly writer: Visitor, private readonly meetingId: string, writers: number) {
    this.running = Promise.all(Array.from({ length: writers }, () => this.write()));
  }

  /** Waits until so many more have been acknowledged from now on. */
  async more(count: number): Promise<void> {
    const goal = this.acknowledged.size + count;
    while (this.acknowledged.size < goal) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  /** Ends when what has been sent is answered. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private async write(): Promise<void> {
    while (!this.stopping) {
      const [id, text] = [newId(), newId()];
      while (!(await this.post(id, text))) await new Promise((resolve) => setImmediate(resolve));
      this.acknowledged.add(text);
      this.waiting.forEach((resolve) => resolve());
      this.waiting.clear();
    }
  }

  private async post(id: string, text: string): Promise<boolean> {
    const answer = await this.writer.send(council.postMessage.name, { meetingId: this.meetingId, text }, id).catch(() => null);
    if (answer?.status === 200) return true;
    this.refusals.push(answer === null ? 'unreachable' : String(answer.body['code']));
    return false;
  }
}
