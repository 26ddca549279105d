import { Injectable } from '@nestjs/common';
import { Database } from '#db';
import { systemActor } from '#kernel';
import { Duties } from '#log';
import { NotificationClock } from '../clock.js';

const system = systemActor('digests');
/** Seconds between two sweeps: as late a digest may be whose carrier was dropped. */
const EVERY = 5;
/** Digests that one sweep hands on. */
const MOST = 500;
const CLEAR_EVERY = 3_600;
/** Days for which digests are kept after they were to go out, and windows of throttles after their end. */
const KEPT_DAYS = 180;

/** The message that carries a digest may be dropped before it goes out: what it told is not so any more. Then the next one carries the rest. */
@Injectable()
export class SweepDigests {
  constructor(duties: Duties, private readonly database: Database, private readonly clock: NotificationClock) {
    duties.every(EVERY, 'handing digests on', async () => void (await this.handOn()));
    duties.every(CLEAR_EVERY, 'clearing old digests', () => this.clear());
  }

  /** @returns how many digests got another carrier */
  handOn(): Promise<number> {
    return this.database.transaction(system, [], async (db) => {
      const orphans = await db.query<{ id: string }[]>(
        `SELECT d.id FROM notification_digest d WHERE d.closed_at IS NULL AND d.closes_at <= $1
           AND NOT EXISTS (SELECT FROM notification_message c WHERE c.id = d.carrier_id AND c.digest_id = d.id AND c.state IN ('held', 'queued'))
         ORDER BY d.id LIMIT ${MOST} FOR UPDATE SKIP LOCKED`, [this.clock.now()]);
      const [heirs] = await db.query<[{ id: string }[], number]>(
        `WITH heir AS (SELECT DISTINCT ON (digest_id) digest_id, id FROM notification_message WHERE digest_id = ANY ($1::uuid[]) AND state IN ('held', 'queued') ORDER BY digest_id, id),
         due AS (UPDATE notification_message m SET due_at = $2 FROM heir WHERE m.id = heir.id)
         UPDATE notification_digest d SET carrier_id = heir.id FROM heir WHERE d.id = heir.digest_id RETURNING d.id`, [orphans.map(({ id }) => id), this.clock.now()]);
      const passedOn = new Set(heirs.map(({ id }) => id));
      await db.query('UPDATE notification_digest SET closed_at = $2 WHERE id = ANY ($1::uuid[])', [orphans.flatMap(({ id }) => (passedOn.has(id) ? [] : [id])), this.clock.now()]);
      return heirs.length;
    });
  }

  private async clear(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_DAYS * 86_400_000);
    await this.database.transaction(system, [], async (db) => {
      await db.query('DELETE FROM notification_digest WHERE closes_at < $1 AND closed_at IS NOT NULL', [before]);
      await db.query('DELETE FROM notification_throttle WHERE ends_at < $1', [before]);
    });
  }
}
