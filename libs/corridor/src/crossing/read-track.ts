import type { EntityManager } from 'typeorm';
import type { Fix } from '../position/track.js';

const FIX = 'fix_time AS "fixTime", device_time AS "deviceTime", server_time AS "serverTime", latitude, longitude, altitude, speed, course, accuracy';

/** The order of a track: by time of fix, and by place where a device claims two places at once. */
export function inOrder(a: Fix, b: Fix): number {
  return a.fixTime.getTime() - b.fixTime.getTime() || a.latitude - b.latitude || a.longitude - b.longitude;
}

/** The last fixes of a unit before this one, in order. */
export async function fixesBefore(db: EntityManager, unitId: string, { fixTime, latitude, longitude }: Fix, limit: number): Promise<Fix[]> {
  const fixes = await db.query<Fix[]>(
    `SELECT ${FIX} FROM corridor_fix WHERE unit_id = $1 AND (fix_time, latitude, longitude) < ($2, $3, $4) ORDER BY fix_time DESC, latitude DESC, longitude DESC LIMIT $5`,
    [unitId, fixTime, latitude, longitude, limit],
  );
  return fixes.reverse();
}

/** The first fixes of a unit after this one, in order. */
export function fixesAfter(db: EntityManager, unitId: string, { fixTime, latitude, longitude }: Fix, limit: number): Promise<Fix[]> {
  return db.query<Fix[]>(
    `SELECT ${FIX} FROM corridor_fix WHERE unit_id = $1 AND (fix_time, latitude, longitude) > ($2, $3, $4) ORDER BY fix_time, latitude, longitude LIMIT $5`,
    [unitId, fixTime, latitude, longitude, limit],
  );
}
