import type { IncomingMessage, ServerResponse } from 'node:http';

/** Readers of streams and consumers wait for events, not for an answer: a stopping hub does not wait for them, they resume elsewhere. */
const READERS = /^\/api\/v1\/((streams\/[^/]+|feed)\/events|consumers\/[^/]+\/next)/;

/** The HTTP requests that wait for their answer. */
export class Traffic {
  isStopping = false;
  private readonly waiting = new Set<ServerResponse>();
  private onQuiet: () => void = () => undefined;

  enter(request: IncomingMessage, response: ServerResponse): void {
    if (READERS.test(request.url ?? '')) return;
    this.waiting.add(response);
    response.once('close', () => {
      this.waiting.delete(response);
      if (this.waiting.size === 0) this.onQuiet();
    });
  }

  /** Refuses what comes, and waits until what is in flight has been answered, or for `patience` milliseconds. */
  async drain(patience: number): Promise<number> {
    this.isStopping = true;
    if (this.waiting.size === 0) return 0;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patience);
      this.onQuiet = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return this.waiting.size;
  }
}
