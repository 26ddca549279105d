import type { EntityManager } from 'typeorm';
import { hashSecret } from '#kernel';

/** A bound device and the unit that it reports for. */
export interface FoundTracker {
  readonly id: string;
  readonly unitId: string;
  readonly corridorId: string;
  /** The institution that runs the unit. */
  readonly institutionId: string;
  readonly deviceId: string;
  /** Milliseconds by which the device's clock is ahead of the hub's; null: not known yet. */
  readonly clockOffsetMs: number | null;
}

/** By the secret that the device reports under, or by its public label where whoever speaks for it acts for one of these institutions. */
export type TrackerName = { readonly reportingId: string } | { readonly deviceId: string; readonly institutionIds: readonly string[] };

/** The bound tracker of that name, of a unit that is not retired. Null for anything else: a stranger does not learn which devices there are. */
export async function findTracker(db: EntityManager, name: TrackerName): Promise<FoundTracker | null> {
  const [where, values] = 'reportingId' in name
    ? ['t.reporting_hash = $1', [hashSecret(name.reportingId)]]
    : ['t.device_id = $1 AND t.institution_id = ANY ($2)', [name.deviceId, name.institutionIds]];
  const [found] = await db.query<FoundTracker[]>(
    `SELECT t.id, t.unit_id AS "unitId", t.corridor_id AS "corridorId", t.institution_id AS "institutionId", t.device_id AS "deviceId", t.clock_offset_ms::float8 AS "clockOffsetMs"
     FROM corridor_tracker t JOIN corridor_unit u ON u.id = t.unit_id WHERE ${where} AND t.unbound_at IS NULL AND u.state <> 'retired'`, values,
  );
  return found ?? null;
}
