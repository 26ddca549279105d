import type { HubError } from '../error.js';
import type { Piece } from './door.js';

/** Events that may wait for a slow reader; what comes after is left to the hub, and asked for again. */
const MOST = 5_000;

/** Where a socket puts what it brings, and a reader takes it from in its own time. */
export class Inbox {
  private readonly waiting: Piece[] = [];
  private ended: { readonly fault: HubError | null } | null = null;
  private ring: () => void = () => undefined;

  /** @returns false when it is full: nothing more should be sent */
  put(piece: Piece): boolean {
    if (this.ended !== null) return false;
    this.waiting.push(piece);
    this.ring();
    return this.waiting.length < MOST;
  }

  /** What is there is still given; then the reader hears the fault, or that this was all. */
  end(fault: HubError | null): void {
    this.ended ??= { fault };
    this.ring();
  }

  async *pieces(signal: AbortSignal): AsyncGenerator<Piece> {
    const look = (): void => this.ring();
    signal.addEventListener('abort', look);
    try {
      for (;;) {
        signal.throwIfAborted();
        const piece = this.waiting.shift();
        if (piece !== undefined) yield piece;
        else if (this.ended?.fault != null) throw this.ended.fault;
        else if (this.ended !== null) return;
        else await new Promise<void>((resolve) => {
          this.ring = resolve;
        });
      }
    } finally {
      signal.removeEventListener('abort', look);
    }
  }
}
