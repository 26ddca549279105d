import type { EntityManager } from 'typeorm';
import { encodeArray, float4, float8, int4, text, timestamptz, uuid } from '#log';
import type { LockedTrack } from './lock-tracks.js';
import type { Fix } from './track.js';

/** A fix that goes into the history of its unit. */
export interface Kept {
  readonly track: LockedTrack;
  readonly trackerId: string | null;
  readonly fix: Fix;
}

/** What was refused or held of one unit by one device (null: by hand) under one rule. */
export interface Count {
  readonly unitId: string;
  readonly institutionId: string;
  readonly trackerId: string | null;
  readonly rule: string;
  readonly count: number;
}

/** One statement: the history grows, and each unit's newest place moves forward where there is a newer one. */
const WRITE = `
  WITH stored AS (
    INSERT INTO corridor_fix (unit_id, institution_id, tracker_id, fix_time, device_time, server_time, latitude, longitude, altitude, speed, course, accuracy)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[], $7::float8[], $8::float8[], $9::float4[], $10::float4[], $11::float4[], $12::float4[])
    ON CONFLICT ON CONSTRAINT each_fix_once DO NOTHING
  )
  UPDATE corridor_track k SET stored = k.stored + m.gained, fix_time = m.fix_time, server_time = m.server_time, latitude = m.latitude, longitude = m.longitude,
    altitude = m.altitude, speed = m.speed, course = m.course, accuracy = m.accuracy
  FROM unnest($13::uuid[], $14::int[], $15::timestamptz[], $16::timestamptz[], $17::float8[], $18::float8[], $19::float4[], $20::float4[], $21::float4[], $22::float4[])
    AS m(unit_id, gained, fix_time, server_time, latitude, longitude, altitude, speed, course, accuracy)
  WHERE k.unit_id = m.unit_id`;

/** Writes fixes of units whose tracks are locked. `newest` is the newest fix of each of these units, among what was there and what comes. */
export async function writeFixes(db: EntityManager, kept: readonly Kept[], newest: ReadonlyMap<LockedTrack, { readonly fix: Fix; readonly gained: number }>): Promise<void> {
  const fixes = kept.map(({ fix }) => fix);
  const tracks = [...newest];
  const ends = tracks.map(([, { fix }]) => fix);
  await db.query(WRITE, [
    encodeArray(uuid, kept.map(({ track }) => track.unitId)), encodeArray(uuid, kept.map(({ track }) => track.institutionId)), encodeArray(uuid, kept.map(({ trackerId }) => trackerId)),
    encodeArray(timestamptz, fixes.map(({ fixTime }) => fixTime)), encodeArray(timestamptz, fixes.map(({ deviceTime }) => deviceTime)), ...columnsOf(fixes),
    encodeArray(uuid, tracks.map(([{ unitId }]) => unitId)), encodeArray(int4, tracks.map(([, { gained }]) => gained)), encodeArray(timestamptz, ends.map(({ fixTime }) => fixTime)), ...columnsOf(ends),
  ]);
}

/** The columns that a fix and a newest place have in common, from `server_time` on. */
function columnsOf(fixes: readonly Fix[]): Buffer[] {
  return [
    encodeArray(timestamptz, fixes.map(({ serverTime }) => serverTime)), encodeArray(float8, fixes.map(({ latitude }) => latitude)), encodeArray(float8, fixes.map(({ longitude }) => longitude)),
    encodeArray(float4, fixes.map(({ altitude }) => altitude)), encodeArray(float4, fixes.map(({ speed }) => speed)),
    encodeArray(float4, fixes.map(({ course }) => course)), encodeArray(float4, fixes.map(({ accuracy }) => accuracy)),
  ];
}

const COUNT = `
  INSERT INTO corridor_refusal (unit_id, institution_id, tracker_id, rule, count, day, last_at)
  SELECT u, i, t, r, c, ($6::timestamptz AT TIME ZONE 'UTC')::date, $6::timestamptz FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[]) AS n(u, i, t, r, c) ORDER BY u, t, r
  ON CONFLICT (unit_id, day, rule, tracker_id) DO UPDATE SET count = corridor_refusal.count + excluded.count, last_at = excluded.last_at`;

/** Counts what was refused. */
export async function countRefusals(db: EntityManager, now: Date, counts: readonly Count[]): Promise<void> {
  if (counts.length === 0) return;
  await db.query(COUNT, [
    encodeArray(uuid, counts.map(({ unitId }) => unitId)), encodeArray(uuid, counts.map(({ institutionId }) => institutionId)), encodeArray(uuid, counts.map(({ trackerId }) => trackerId)),
    encodeArray(text, counts.map(({ rule }) => rule)), encodeArray(int4, counts.map(({ count }) => count)), now,
  ]);
}

const HOLD = `
  INSERT INTO corridor_fix_held (unit_id, institution_id, tracker_id, fix_time, server_time, latitude, longitude)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::float8[], $7::float8[]) ON CONFLICT ON CONSTRAINT each_held_once DO NOTHING`;

/** Keeps fixes aside that belong to no track. */
export async function holdFixes(db: EntityManager, held: readonly Kept[]): Promise<void> {
  if (held.length === 0) return;
  const fixes = held.map(({ fix }) => fix);
  await db.query(HOLD, [
    encodeArray(uuid, held.map(({ track }) => track.unitId)), encodeArray(uuid, held.map(({ track }) => track.institutionId)), encodeArray(uuid, held.map(({ trackerId }) => trackerId)),
    encodeArray(timestamptz, fixes.map(({ fixTime }) => fixTime)), encodeArray(timestamptz, fixes.map(({ serverTime }) => serverTime)),
    encodeArray(float8, fixes.map(({ latitude }) => latitude)), encodeArray(float8, fixes.map(({ longitude }) => longitude)),
  ]);
}

/** Notes how far (ms) the clocks of these devices are ahead of the hub's. Their units' tracks are locked, so nobody else does. */
export async function noteClocks(db: EntityManager, offsets: ReadonlyMap<string, number>): Promise<void> {
  if (offsets.size === 0) return;
  await db.query('UPDATE corridor_tracker t SET clock_offset_ms = o.ms FROM unnest($1::uuid[], $2::float8[]) AS o(id, ms) WHERE t.id = o.id', [
    encodeArray(uuid, [...offsets.keys()]), encodeArray(float8, [...offsets.values()]),
  ]);
}
