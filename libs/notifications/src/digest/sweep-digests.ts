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

/** Minutes after which what a closed digest still holds was left behind: whoever sent it has died, or has dropped its carrier. */
const LEFT_BEHIND_MINUTES = 15;

/** Digests that are due, or were closed long ago and still hold something, and whose carrier goes out no more. */
const ORPHANS = /* sql */ `
  WITH late AS (
    SELECT id FROM notification_digest WHERE closed_at IS NULL AND closes_at <= $1
    UNION
    SELECT d.id FROM notification_message m JOIN notification_digest d ON d.id = m.digest_id
    WHERE m.state = 'held' AND m.due_at IS NULL AND d.closed_at <= $1::timestamptz - make_interval(mins => ${LEFT_BEHIND_MINUTES})
  )
  SELECT d.id FROM notification_digest d WHERE d.id IN (SELECT id FROM late)
    AND NOT EXISTS (SELECT FROM notification_message c WHERE c.id = d.carrier_id AND c.state IN ('held', 'queued'))
  ORDER BY d.id LIMIT ${MOST} FOR UPDATE SKIP LOCKED`;

/** The oldest message of each goes out for the rest; one that holds nothing is closed, so that the next notice opens another. */
const HAND_ON = /* sql */ `
  WITH heir AS (SELECT DISTINCT ON (digest_id) digest_id, id FROM notification_message WHERE digest_id = ANY ($1::uuid[]) AND state IN ('held', 'queued') ORDER BY digest_id, id),
  due AS (UPDATE notification_message m SET due_at = $2 FROM heir WHERE m.id = heir.id)
  UPDATE notification_digest d SET carrier_id = coalesce(heir.id, d.carrier_id), closed_at = CASE WHEN heir.id IS NULL OR d.closed_at IS NOT NULL THEN $2 END
  FROM unnest($1::uuid[]) AS orphan (id) LEFT JOIN heir ON heir.digest_id = orphan.id WHERE d.id = orphan.id`;

/** The message that carries a digest may be dropped before it goes out: what it told is not so any more. Then the next one carries the rest. */
@Injectable()
export class SweepDigests {
  constructor(duties: Duties, private readonly database: Database, private readonly clock: NotificationClock) {
    duties.every(EVERY, 'handing digests on', () => this.handOn());
    duties.every(CLEAR_EVERY, 'clearing old digests', () => this.clear());
  }

  private async handOn(): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(system, [], async (db) => {
      const orphans = await db.query<{ id: string }[]>(ORPHANS, [now]);
      if (orphans.length > 0) await db.query(HAND_ON, [orphans.map(({ id }) => id), now]);
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
