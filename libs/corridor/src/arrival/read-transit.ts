import type { EntityManager } from 'typeorm';
import type { Place } from '../fence/measure.js';
import type { Fix } from '../position/track.js';
import { Way } from '../route/planned-way.js';
import { reckonPace, type Pace } from './reckon-pace.js';
import type { Stop } from './reckon-stops.js';

/** A deployment on its way, and all that its arrivals follow from. */
export interface Transit {
  readonly deploymentId: string;
  readonly corridorId: string;
  readonly operatorId: string;
  readonly unitId: string;
  readonly newest: Pick<Fix, 'fixTime' | 'latitude' | 'longitude'>;
  readonly stops: readonly Stop[];
  readonly pace: Pace;
  readonly way: Way | null;
}

/** What was driven in so long before the newest fix says how fast a unit is. */
const LATELY = '3 hours';
const FIXES = 2_000;

interface Row extends Omit<Transit, 'newest' | 'stops' | 'pace' | 'way'>, Place {
  readonly fixTime: Date;
  readonly maxSpeedKmh: number;
  readonly line: readonly Place[] | null;
  readonly site_latitude: number;
  readonly site_longitude: number;
  readonly zone: string;
}

/** The deployment under its lock, so that what is reckoned is reckoned once; null when it is not in transit any more, never reported, or is being reckoned. */
export async function lockTransit(db: EntityManager, deploymentId: string): Promise<Transit | null> {
  const [row] = await db.query<Row[]>(
    `SELECT d.id AS "deploymentId", d.corridor_id AS "corridorId", d.operator_id AS "operatorId", d.unit_id AS "unitId", d.latitude AS site_latitude, d.longitude AS site_longitude, d.zone,
       t.fix_time AS "fixTime", t.latitude, t.longitude, (u.vehicle->>'maxSpeedKmh')::float8 AS "maxSpeedKmh", (SELECT r.line FROM corridor_route r WHERE r.deployment_id = d.id AND NOT r.dropped) AS line
     FROM corridor_deployment d JOIN corridor_track t ON t.unit_id = d.unit_id JOIN corridor_unit u ON u.id = d.unit_id
     WHERE d.id = $1 AND d.state = 'in_transit' AND t.fix_time IS NOT NULL FOR NO KEY UPDATE OF d SKIP LOCKED`,
    [deploymentId],
  );
  if (row === undefined) return null;
  const { corridorId, operatorId, unitId, fixTime, latitude, longitude, line } = row;
  const track = await db.query<Pick<Fix, 'fixTime' | 'latitude' | 'longitude'>[]>(
    `SELECT * FROM (SELECT fix_time AS "fixTime", latitude, longitude FROM corridor_fix WHERE unit_id = $1 AND fix_time > $2::timestamptz - $3::interval ORDER BY fix_time DESC LIMIT ${FIXES}) lately ORDER BY "fixTime"`,
    [unitId, fixTime, LATELY],
  );
  const stops = await readStops(db, row);
  return { deploymentId, corridorId, operatorId, unitId, newest: { fixTime, latitude, longitude }, stops, pace: reckonPace(track, row.maxSpeedKmh), way: line === null ? null : new Way(line) };
}

/** The ends of the legs that are not over; of a deployment without any leg its site. */
async function readStops(db: EntityManager, { deploymentId, site_latitude: latitude, site_longitude: longitude, zone }: Row): Promise<Stop[]> {
  const legs = await db.query<(Stop & { readonly over: boolean })[]>(
    `SELECT id AS "legId", place, to_latitude AS latitude, to_longitude AS longitude, arrival_zone AS zone, arrival_at AS "plannedAt", departure_at AS "departureAt", departed_at IS NOT NULL AS departed, arrived_at IS NOT NULL AS over
     FROM corridor_leg WHERE deployment_id = $1 AND NOT dropped ORDER BY place`,
    [deploymentId],
  );
  if (legs.length === 0) return [{ legId: null, place: 0, latitude, longitude, zone, plannedAt: null, departureAt: null, departed: true }];
  return legs.filter(({ over }) => !over);
}
