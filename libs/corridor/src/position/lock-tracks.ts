import type { EntityManager } from 'typeorm';
import type { Opened, Statement } from '#db';
import { bytea, encodeArray, timestamptz, uuid, float8 } from '#log';
import { UNDER_WAY } from '../sharing/audience-of.js';
import type { Arrival, Neighbours, Place } from './judge-fixes.js';
import type { Sender } from './parcel.js';
import type { Fix } from './track.js';

/** A unit whose track is locked, and what judging its fixes needs. */
export interface LockedTrack {
  readonly unitId: string;
  readonly corridorId: string;
  readonly institutionId: string;
  readonly deploymentId: string | null;
  readonly number: number;
  readonly maxSpeedKmh: number;
  readonly latest: Fix | null;
}

/** A sender that was found: its track, and the device where there is one. */
export interface Found {
  readonly track: LockedTrack;
  readonly trackerId: string | null;
  readonly clockOffsetMs: number | null;
}

interface Row {
  readonly id: string | null;
  readonly hash: string | null;
  readonly clock_offset_ms: string | null;
  readonly unit_id: string;
  readonly corridor_id: string;
  readonly institution_id: string;
  readonly deployment_id: string | null;
  readonly number: number;
  readonly max_speed: number;
  readonly fix_time: Date | null;
  readonly server_time: Date | null;
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude: number | null;
  readonly speed: number | null;
  readonly course: number | null;
  readonly accuracy: number | null;
}

/** Tracks are locked in the order of their units, so that two who lock several never wait for each other. */
const LOCK = `
  WITH asked AS MATERIALIZED (
    SELECT t.id, t.unit_id, encode(t.reporting_hash, 'hex') AS hash, t.clock_offset_ms FROM unnest($1::bytea[]) AS s(hash) JOIN corridor_tracker t ON t.reporting_hash = s.hash AND t.unbound_at IS NULL
    UNION ALL SELECT t.id, t.unit_id, NULL, t.clock_offset_ms FROM unnest($2::uuid[]) AS s(id) JOIN corridor_tracker t ON t.id = s.id AND t.unbound_at IS NULL
    UNION ALL SELECT NULL, unit_id, NULL, NULL FROM unnest($3::uuid[]) AS unit_id
  )
  SELECT a.id, a.hash, a.clock_offset_ms, k.unit_id, k.corridor_id, k.institution_id, d.id AS deployment_id, k.number, (u.vehicle->>'maxSpeedKmh')::float8 AS max_speed,
    k.fix_time, k.server_time, k.latitude, k.longitude, k.altitude, k.speed, k.course, k.accuracy
  FROM asked a JOIN corridor_track k ON k.unit_id = a.unit_id JOIN corridor_unit u ON u.id = k.unit_id AND u.state <> 'retired'
  LEFT JOIN corridor_deployment d ON d.unit_id = k.unit_id AND d.state IN (${UNDER_WAY.map((state) => `'${state}'`).join(', ')})
  ORDER BY k.unit_id FOR NO KEY UPDATE OF k`;

/** Locks the tracks behind these senders, and answers what `foundBy` reads. */
export function lockTracks(senders: readonly Sender[]): Required<Statement> {
  const hashes = new Set<string>();
  const [trackers, units] = [new Set<string>(), new Set<string>()];
  for (const sender of senders) {
    if ('hash' in sender) hashes.add(sender.hash.toString('hex'));
    else if ('trackerId' in sender) trackers.add(sender.trackerId);
    else units.add(sender.unitId);
  }
  return { text: LOCK, values: [encodeArray(bytea, [...hashes]), encodeArray(uuid, [...trackers]), encodeArray(uuid, [...units])] };
}

/** Reads what `lockTracks` answered. @returns for each sender what was found, null for a stranger */
export function foundBy(locked: Opened): (sender: Sender) => Found | null {
  const rows = locked as unknown as readonly Row[];
  const tracks = new Map<string, LockedTrack>();
  const found = new Map<string, Found>();
  for (const row of rows) {
    const track = tracks.get(row.unit_id) ?? trackOf(row);
    tracks.set(row.unit_id, track);
    found.set(row.hash ?? row.id ?? row.unit_id, { track, trackerId: row.id, clockOffsetMs: row.clock_offset_ms === null ? null : Number(row.clock_offset_ms) });
  }
  return (sender) => found.get('hash' in sender ? sender.hash.toString('hex') : 'trackerId' in sender ? sender.trackerId : sender.unitId) ?? null;
}

function trackOf(row: Row): LockedTrack {
  const { fix_time: fixTime, server_time: serverTime, latitude, longitude, altitude, speed, course, accuracy } = row;
  const latest = fixTime === null || serverTime === null ? null : { fixTime, serverTime, deviceTime: null, latitude, longitude, altitude, speed, course, accuracy };
  return { unitId: row.unit_id, corridorId: row.corridor_id, institutionId: row.institution_id, deploymentId: row.deployment_id, number: row.number, maxSpeedKmh: row.max_speed, latest };
}

const AROUND = `
  SELECT a.n::int AS n, p.fix_time AS before_time, p.latitude AS before_latitude, p.longitude AS before_longitude, p.accuracy AS before_accuracy,
    s.fix_time AS after_time, s.latitude AS after_latitude, s.longitude AS after_longitude, s.accuracy AS after_accuracy,
    EXISTS (SELECT FROM corridor_fix f WHERE f.unit_id = a.u AND f.fix_time = a.t AND f.latitude = a.lat AND f.longitude = a.lon) AS there
  FROM unnest($1::uuid[], $2::timestamptz[], $3::float8[], $4::float8[]) WITH ORDINALITY AS a(u, t, lat, lon, n)
  LEFT JOIN LATERAL (SELECT * FROM corridor_fix f WHERE f.unit_id = a.u AND f.fix_time <= a.t ORDER BY f.fix_time DESC LIMIT 1) p ON true
  LEFT JOIN LATERAL (SELECT * FROM corridor_fix f WHERE f.unit_id = a.u AND f.fix_time > a.t ORDER BY f.fix_time LIMIT 1) s ON true`;

interface AroundRow {
  readonly n: number;
  readonly there: boolean;
  readonly before_time: Date | null;
  readonly before_latitude: number;
  readonly before_longitude: number;
  readonly before_accuracy: number | null;
  readonly after_time: Date | null;
  readonly after_latitude: number;
  readonly after_longitude: number;
  readonly after_accuracy: number | null;
}

/** What is stored around fixes that are not newer than the latest of their unit: one question for all of them. */
export async function readAround(db: EntityManager, late: readonly { readonly unitId: string; readonly arrival: Arrival }[]): Promise<Map<Arrival, Neighbours>> {
  if (late.length === 0) return new Map();
  const fixes = late.map(({ arrival }) => arrival.fix);
  const rows = await db.query<AroundRow[]>(AROUND, [
    encodeArray(uuid, late.map(({ unitId }) => unitId)), encodeArray(timestamptz, fixes.map(({ fixTime }) => fixTime)),
    encodeArray(float8, fixes.map(({ latitude }) => latitude)), encodeArray(float8, fixes.map(({ longitude }) => longitude)),
  ]);
  const around = new Map<Arrival, Neighbours>();
  for (const row of rows) {
    const asked = late[row.n - 1];
    if (asked === undefined) continue;
    around.set(asked.arrival, {
      there: row.there, before: placeOf(row.before_time, row.before_latitude, row.before_longitude, row.before_accuracy),
      after: placeOf(row.after_time, row.after_latitude, row.after_longitude, row.after_accuracy),
    });
  }
  return around;
}

function placeOf(fixTime: Date | null, latitude: number, longitude: number, accuracy: number | null): Place | null {
  return fixTime === null ? null : { fixTime, latitude, longitude, accuracy };
}
