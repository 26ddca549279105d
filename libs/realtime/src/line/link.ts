/** What a line can carry, and what of that is left. Everything that goes out is counted; what was logged may run it into debt. */
export class Link {
  private left: number;
  private countedAt: number;

  /** @param now milliseconds of a monotonic clock, as everywhere here */
  constructor(public bytesPerSecond: number, now: number) {
    this.left = bytesPerSecond;
    this.countedAt = now;
  }

  /** Bytes went out on the line. */
  spend(bytes: number): void {
    this.left -= bytes;
  }

  /** Bytes that may go out now, those of one second at the most; not above nought while a debt is paid off. */
  room(now: number): number {
    this.left = Math.min(this.bytesPerSecond, this.left + ((now - this.countedAt) / 1_000) * this.bytesPerSecond);
    this.countedAt = now;
    return this.left;
  }
}
