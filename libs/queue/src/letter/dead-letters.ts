import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '#db';
import { newId, systemActor } from '#kernel';

const actor = systemActor('queue');
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** `failed`: every try failed. `stalled`: processes ended below it. `refused`: it does not fit any contract, and is never run. */
export type Reason = 'failed' | 'stalled' | 'refused';

export interface DeadLetter {
  readonly id: string;
  readonly job: string;
  /** Ids only; null for what was refused. */
  readonly data: unknown;
  readonly key: string | null;
  readonly reason: Reason;
  readonly error: string;
  readonly attempts: number;
  readonly at: Date;
}

/** Jobs that were given up. They stand in the hub's own database, whatever becomes of the queue. */
@Injectable()
export class DeadLetters {
  constructor(private readonly database: Database) {}

  /** Writes one down under the id of its job; what was brought in from outside may have none of ours, and gets one. */
  async keep(letter: Omit<DeadLetter, 'id' | 'at'> & { readonly id: string | undefined }): Promise<void> {
    const id = letter.id !== undefined && UUID.test(letter.id) ? letter.id : newId();
    await this.database.transaction(actor, [], (db) => db.query(
      `INSERT INTO queue_dead_letter (id, job, data, key, reason, error, attempts, at) VALUES ($1, $2, $3, $4, $5, $6, $7, now())
       ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, error = excluded.error, attempts = excluded.attempts, at = excluded.at`,
      [id, letter.job.slice(0, 200) || '?', letter.data === null ? null : JSON.stringify(letter.data), letter.key, letter.reason, letter.error.slice(0, 500), letter.attempts]));
  }

  async count(): Promise<number> {
    return this.database.transaction(actor, [], (db) => countLetters(db), 'snapshot');
  }
}

export async function countLetters(db: EntityManager): Promise<number> {
  const [row] = await db.query<{ n: number }[]>('SELECT count(*)::int AS n FROM queue_dead_letter');
  return row?.n ?? 0;
}
