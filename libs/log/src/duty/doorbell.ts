/** Lets one loop wait until somebody rings. A ring while nobody waits is kept: the next wait ends at once. */
export class Doorbell {
  private rung = false;
  private waiting: (() => void) | null = null;

  ring(): void {
    this.rung = true;
    this.waiting?.();
  }

  /** Waits for a ring, or until the signal. */
  async wait(off: AbortSignal): Promise<void> {
    if (!this.rung && !off.aborted) {
      await new Promise<void>((resolve) => {
        const end = (): void => {
          off.removeEventListener('abort', end);
          this.waiting = null;
          resolve();
        };
        this.waiting = end;
        off.addEventListener('abort', end);
      });
    }
    this.rung = false;
  }
}
