import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { DomainError, newSecret } from '#kernel';
import { Pepper } from './pepper.js';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const MARK = '$argon2id$v=19$m=19456,t=2,p=1$';
/** Hashes made at once: each takes a core for tens of milliseconds. */
const AT_ONCE = 2;
/** Those who wait for a hash beyond this are told to come back: about three seconds of work. */
const WAITING = 100;

/** Hashes passwords and checks them, never more at once than the machine bears. */
@Injectable()
export class PasswordHashes {
  private busy = 0;
  private readonly waiting: (() => void)[] = [];
  private nobodys: Promise<string> | undefined;

  constructor(private readonly pepper: Pepper) {}

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password.normalize('NFKC'), { ...COST, secret: this.pepper.secret }));
  }

  /** Whether the password is right. Without a hash (unknown person, none chosen yet) it takes as long, and is not. */
  async verify(kept: string | null, password: string): Promise<boolean> {
    const against = kept ?? (await (this.nobodys ??= this.hash(newSecret())));
    const right = await this.inTurn(() => verify(against, password.normalize('NFKC'), { secret: this.pepper.secret }));
    return right && kept !== null;
  }

  /** Whether a hash was made with another cost than today's; it is made anew at the next sign-in. */
  isStale(kept: string): boolean {
    return !kept.startsWith(MARK);
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.busy >= AT_ONCE) await this.wait();
    else this.busy++;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.busy--;
      else next();
    }
  }

  private wait(): Promise<void> {
    if (this.waiting.length >= WAITING) throw new DomainError('rate_limited', 'Very many people sign in at this moment: try again in a few seconds.', { retryAfter: 3 });
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
