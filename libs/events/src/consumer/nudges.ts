import { Injectable } from '@nestjs/common';

/** Longer (ms) than a command takes to commit; whoever looks too early looks again by itself. */
const SOON = 25;

/** Tells the waiting readers of a consumer, in this process, to look again: something was settled, or its owner changed it. */
@Injectable()
export class Nudges {
  private readonly waiting = new Map<string, Set<() => void>>();

  nudge(consumerId: string): void {
    for (const wake of [...(this.waiting.get(consumerId) ?? [])]) wake();
  }

  /** For commands: what they change is committed a moment after they have said so. */
  nudgeSoon(consumerId: string): void {
    setTimeout(() => this.nudge(consumerId), SOON).unref();
  }

  /** Waits for a nudge, for `patience` milliseconds at the most, or until the signal. */
  wait(consumerId: string, patience: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const all = this.waiting.get(consumerId) ?? new Set();
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        all.delete(end);
        if (all.size === 0) this.waiting.delete(consumerId);
        resolve();
      };
      const timer = setTimeout(end, patience);
      this.waiting.set(consumerId, all.add(end));
      signal.addEventListener('abort', end);
    });
  }
}
