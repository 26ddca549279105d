import type { EntityManager } from 'typeorm';
import type { corridor } from '#contracts';

/** When a deployment is expected at each stop ahead, in their order, as it was reckoned last; empty when it is not in transit. Row-level security shows it to those who may know where the unit is. */
export async function arrivalsOf(db: EntityManager, deploymentId: string): Promise<corridor.Arrival[]> {
  const rows = await db.query<Row[]>(
    'SELECT leg_id, place, earliest_at, likely_at, latest_at, zone, planned_at, remaining_metres, as_of FROM corridor_arrival WHERE deployment_id = $1 ORDER BY place', [deploymentId],
  );
  return rows.map((row) => ({
    legId: row.leg_id, place: row.place, earliest: row.earliest_at.toISOString(), likely: row.likely_at.toISOString(), latest: row.latest_at.toISOString(), zone: row.zone,
    plannedAt: row.planned_at?.toISOString() ?? null, remainingMetres: row.remaining_metres, asOf: row.as_of.toISOString(),
  }));
}

interface Row {
  readonly leg_id: string | null;
  readonly place: number;
  readonly earliest_at: Date;
  readonly likely_at: Date;
  readonly latest_at: Date;
  readonly zone: string;
  readonly planned_at: Date | null;
  readonly remaining_metres: number;
  readonly as_of: Date;
}
