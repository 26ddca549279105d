/** A token bucket: `burst` at once, `perSecond` in the long run. Time is given in milliseconds of a monotonic clock. */
export class TokenBucket {
  private tokens: number;
  private refilledAt: number;

  constructor(private readonly perSecond: number, private readonly burst: number, now: number) {
    this.tokens = burst;
    this.refilledAt = now;
  }

  /** What is left: whole tokens, and the seconds until all are there again. */
  left(now: number): { tokens: number; full: number } {
    this.refill(now);
    return { tokens: Math.floor(this.tokens), full: (this.burst - this.tokens) / this.perSecond };
  }

  /** Takes one token. Answers 0 when it was there, else the seconds until there will be one. */
  take(now: number): number {
    this.refill(now);
    if (this.tokens >= 1) {
      this.tokens -= 1;
      return 0;
    }
    return (1 - this.tokens) / this.perSecond;
  }

  private refill(now: number): void {
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.refilledAt) / 1000) * this.perSecond);
    this.refilledAt = now;
  }
}
