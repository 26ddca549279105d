import { Injectable } from '@nestjs/common';
import { Database } from '#db';
import { newId, systemActor } from '#kernel';
import type { OuterChannel } from '../channel/channel.js';

const system = systemActor('messages');
/** Seconds that a lease is believed: what a killed process left is taken up by another after that. */
export const LEASE_SECONDS = 60;
/** Messages that are taken up at once: an event each is as many as one transaction may record. */
export const BATCH = 400;

/** A message that is due, in the hands of one sender. */
export interface Claimed {
  readonly id: string;
  readonly noticeId: string;
  readonly personId: string;
  readonly state: 'held' | 'queued';
  readonly attempts: number;
  readonly dueAt: Date;
  /** The digest that it carries: it goes out for all that are gathered in it. */
  readonly digestId: string | null;
  readonly lease: string;
}

/** Takes messages of a channel up, those that wait for longest first. What another holds is passed over. */
@Injectable()
export class ClaimMessages {
  constructor(private readonly database: Database) {}

  /** @param most so many at once */
  async claim(channel: OuterChannel, now: Date, most = BATCH): Promise<readonly Claimed[]> {
    const lease = newId();
    const [rows] = await this.database.transaction(system, [], (db) => db.query<[Omit<Claimed, 'lease'>[], number]>(
      `UPDATE notification_message SET lease = $3, lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
       WHERE id IN (SELECT id FROM notification_message WHERE channel = $1 AND due_at <= $2 AND (lease IS NULL OR lease_until <= clock_timestamp())
         ORDER BY due_at LIMIT $4 FOR NO KEY UPDATE SKIP LOCKED)
       RETURNING id, notice_id AS "noticeId", person_id AS "personId", state, attempts, due_at AS "dueAt", digest_id AS "digestId"`, [channel, now, lease, most]));
    return rows.map((row) => ({ ...row, lease }));
  }

  /** Lets go of messages that were not begun. */
  async release(claimed: readonly Claimed[]): Promise<void> {
    if (claimed.length === 0) return;
    await this.database.transaction(system, [], (db) => db.query(
      'UPDATE notification_message SET lease = NULL, lease_until = NULL WHERE id = ANY ($1::uuid[]) AND lease = $2', [claimed.map(({ id }) => id), claimed[0]?.lease]));
  }
}
