import { Injectable } from '@nestjs/common';
import { DomainError, systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { Pepper } from '../password/pepper.js';

/** How long failures are remembered, in minutes. */
const WINDOW = 15;

/** Something that may fail only so often in a quarter of an hour. */
export interface AttemptCounter {
  readonly of: string;
  readonly limit: number;
}

/**
 * Three counters for a sign-in. One address may try one account a few times. The account as a whole bears more, so that a
 * stranger cannot shut its owner out by failing on purpose; an address bears most, since a whole hall may sit behind one.
 */
export function signInCounters(email: string, address: string): readonly AttemptCounter[] {
  return [{ of: `both ${email} ${address}`, limit: 10 }, { of: `account ${email}`, limit: 100 }, { of: `address ${address}`, limit: 300 }];
}

/** Changing a password asks for the present one; somebody at a stolen session may guess only so often. */
export function passwordCounters(personId: string): readonly AttemptCounter[] {
  return [{ of: `password ${personId}`, limit: 10 }];
}

/** Failed attempts, kept in the database: a restart forgets none of them. What was counted stands there under a keyed hash. */
@Injectable()
export class Attempts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly pepper: Pepper,
  ) {}

  /** Counts an attempt before it is made, so that many at once count too. @throws DomainError rate_limited */
  async count(counters: readonly AttemptCounter[]): Promise<void> {
    const limits = new Map(counters.map((counter) => [this.pepper.blind(counter.of).toString('hex'), counter.limit]));
    await this.unitOfWork.run(systemActor('sign-in'), [], async ({ db, now }) => {
      // In the order of their keys, so that two attempts never wait for each other in a circle.
      const rows = await db.query<{ counter: Buffer; failures: number; window_ends_at: Date }[]>(
        `INSERT INTO identity_attempt AS a (counter, failures, window_ends_at)
         SELECT decode(counter, 'hex'), 1, $2::timestamptz + make_interval(mins => ${WINDOW}) FROM unnest($1::text[]) counter ORDER BY counter
         ON CONFLICT (counter) DO UPDATE SET
           failures = CASE WHEN a.window_ends_at <= $2 THEN 1 ELSE a.failures + 1 END,
           window_ends_at = CASE WHEN a.window_ends_at <= $2 THEN excluded.window_ends_at ELSE a.window_ends_at END
         RETURNING counter, failures, window_ends_at`,
        [[...limits.keys()], now],
      );
      const full = rows.find((row) => row.failures > (limits.get(row.counter.toString('hex')) ?? 0));
      if (full === undefined) return;
      const retryAfter = Math.max(1, Math.ceil((full.window_ends_at.getTime() - now.getTime()) / 1000));
      throw new DomainError('rate_limited', `Too many failed attempts: wait ${Math.ceil(retryAfter / 60)} min and try again.`, { retryAfter });
    });
  }

  /** Takes an attempt back that did not fail. */
  async forgive(counters: readonly AttemptCounter[]): Promise<void> {
    const keys = counters.map((counter) => this.pepper.blind(counter.of)).sort(Buffer.compare);
    await this.unitOfWork.run(systemActor('sign-in'), [], async ({ db }) => {
      await db.query('SELECT 1 FROM identity_attempt WHERE counter = ANY ($1::bytea[]) ORDER BY counter FOR UPDATE', [keys]);
      await db.query('UPDATE identity_attempt SET failures = greatest(failures - 1, 0) WHERE counter = ANY ($1::bytea[])', [keys]);
    });
  }
}
