/** What was not used is saved up for this part of a second: enough to make up for a timer that rings late. */
const SAVED = 1 / 20;

/** Requests a second to one endpoint, evenly spread. */
export class Rate {
  private left: number;
  private since: number;

  /** @param perSecond null: no bound */
  constructor(readonly perSecond: number | null, private readonly clock: () => number = () => performance.now()) {
    this.left = 1;
    this.since = clock();
  }

  /** Milliseconds until there is a request to make; 0: now. */
  wait(): number {
    if (this.perSecond === null) return 0;
    const now = this.clock();
    this.left = Math.min(Math.max(1, this.perSecond * SAVED), this.left + ((now - this.since) * this.perSecond) / 1_000);
    this.since = now;
    return this.left >= 1 ? 0 : Math.ceil(((1 - this.left) * 1_000) / this.perSecond);
  }

  spend(): void {
    this.left -= 1;
  }
}
