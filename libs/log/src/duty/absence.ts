import type { Logger } from '@nestjs/common';

/** Something that may be away for a while, and is tried again all the time: told once when it goes, and once when it is back. */
export class Absence {
  private isAway = false;

  /** @param what as `the line of the duties` */
  constructor(private readonly logger: Logger, private readonly what: string) {}

  /** It is away. @param fault what was heard of it, if anything was */
  begin(fault?: unknown): void {
    if (this.isAway) return;
    this.isAway = true;
    const line = `${this.what} is down; it is tried again until it is up`;
    if (fault === undefined) this.logger.warn(line);
    else this.logger.warn({ err: fault }, line);
  }

  /** It is there. */
  end(): void {
    if (!this.isAway) return;
    this.isAway = false;
    this.logger.log(`${this.what} is up again`);
  }
}
