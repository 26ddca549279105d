import type { EntityManager } from 'typeorm';
import { encodeArray, uuid } from '#log';
import type { TrackGain } from '../position/track.js';
import type { Lanes } from './read-on.js';

/** Where a unit stood before its new fixes. */
export interface Standing {
  readonly lanes: Readonly<Record<string, NonNullable<ReturnType<Lanes['get']>>>>;
  /** Its deployment is on its way. */
  readonly inTransit: boolean;
  /** It was found to be silent. */
  readonly silent: boolean;
}

export interface Standings {
  /** By unit. */
  readonly of: ReadonlyMap<string, Standing>;
  /** The version of what is drawn, by corridor; one in which nothing is drawn is left out. */
  readonly drawn: ReadonlyMap<string, string>;
}

interface Row {
  readonly unit_id: string;
  readonly corridor_id: string;
  readonly lanes: Standing['lanes'] | null;
  readonly in_transit: boolean;
  readonly silent: boolean;
  readonly version: string | null;
}

const STANDINGS = `
  SELECT u.unit_id, u.corridor_id, f.standing AS lanes, coalesce(d.state = 'in_transit', false) AS in_transit, h.silent_since IS NOT NULL AS silent, w.version
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS u(unit_id, corridor_id, deployment_id)
  LEFT JOIN corridor_following f ON f.unit_id = u.unit_id LEFT JOIN corridor_deployment d ON d.id = u.deployment_id
  LEFT JOIN corridor_hearing h ON h.unit_id = u.unit_id LEFT JOIN corridor_drawing w ON w.corridor_id = u.corridor_id`;

/** All that following these units begins from, in one question. The tracks are locked, so that nobody else moves what it answers of them. */
export async function readStandings(db: EntityManager, gains: readonly TrackGain[]): Promise<Standings> {
  const column = (of: (gain: TrackGain) => string | null): Buffer => encodeArray(uuid, gains.map(of));
  const rows = await db.query<Row[]>(STANDINGS, [column(({ unitId }) => unitId), column(({ corridorId }) => corridorId), column(({ deploymentId }) => deploymentId)]);
  return {
    of: new Map(rows.map((row) => [row.unit_id, { lanes: row.lanes ?? {}, inTransit: row.in_transit, silent: row.silent }])),
    drawn: new Map(rows.flatMap(({ corridor_id: id, version }) => (version === null ? [] : [[id, version]]))),
  };
}
