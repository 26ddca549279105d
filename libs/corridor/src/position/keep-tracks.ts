import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { setting } from '#config';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork } from '#log';
import { trackDays } from './store-fixes.js';

const trackFixes = setting('HUB_TRACK_FIXES', z.coerce.number().int().min(100).default(1_000_000), 'fixes that are kept of one unit; beyond that the oldest go');

const HOUR = 3_600;
/** Days that fixes are kept which were held back, and how many of a unit. */
const HELD_DAYS = 30;
const HELD_FIXES = 1_000;
const hub = systemActor('positions');

/** Its fixes are deleted under the lock of its track, which counts them. */
const TRIM = `
  WITH track AS (SELECT unit_id FROM corridor_track WHERE unit_id = $1 FOR NO KEY UPDATE),
  gone AS (
    DELETE FROM corridor_fix f USING track t WHERE f.unit_id = t.unit_id AND f.fix_time < greatest($2::timestamptz,
      (SELECT fix_time FROM corridor_fix WHERE unit_id = $1 ORDER BY fix_time DESC OFFSET $3 LIMIT 1)) RETURNING 1
  )
  UPDATE corridor_track k SET stored = greatest(0, k.stored - (SELECT count(*) FROM gone)::int) FROM track t WHERE k.unit_id = t.unit_id`;

/** Keeps the history of positions within its bounds. The newest place of a unit stays, however old. */
@Injectable()
export class KeepTracks {
  constructor(duties: Duties, private readonly unitOfWork: UnitOfWork) {
    duties.every(HOUR, 'tracks', () => this.keep());
  }

  async keep(): Promise<void> {
    const units = await this.unitOfWork.read(hub, [], (db) => db.query<{ id: string }[]>(
      `SELECT k.unit_id AS id FROM corridor_track k WHERE k.stored > $1 OR EXISTS (SELECT FROM corridor_fix f WHERE f.unit_id = k.unit_id AND f.fix_time < now() - make_interval(days => $2))`,
      [trackFixes.value, trackDays.value],
    ));
    for (const { id } of units) {
      await this.unitOfWork.run(hub, [], ({ db, now }) => db.query(TRIM, [id, new Date(now.getTime() - trackDays.value * 86_400_000), trackFixes.value - 1]));
    }
    await this.unitOfWork.run(hub, [], async ({ db }) => {
      await db.query(
        `DELETE FROM corridor_fix_held h USING (SELECT unit_id, server_time, row_number() OVER (PARTITION BY unit_id ORDER BY server_time DESC) AS place FROM corridor_fix_held) o
         WHERE o.unit_id = h.unit_id AND o.server_time = h.server_time AND (o.place > $1 OR h.server_time < now() - make_interval(days => $2))`, [HELD_FIXES, HELD_DAYS],
      );
      await db.query(`DELETE FROM corridor_refusal WHERE day < (now() AT TIME ZONE 'UTC')::date - $1::int`, [trackDays.value]);
    });
  }
}
