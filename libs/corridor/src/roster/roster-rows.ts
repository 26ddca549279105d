import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { corridor } from '#contracts';
import type { Override, Roster, Shift } from './on-call.js';

/** One level of an organisation's roster as it stands in the database. */
export interface RosterRow extends Roster {
  readonly institutionId: string;
  readonly kind: z.output<typeof corridor.rosterKind>;
  readonly level: number;
  readonly version: number;
  readonly shifts: readonly Shift[];
  readonly overrides: readonly (Override & { readonly id: string; readonly givenAt: string })[];
}

/** Exceptions that ended two days ago by any clock have no say any more. */
const READ = `SELECT r.institution_id AS "institutionId", r.kind, r.level, r.zone, r.version, r.shifts, r.holidays::text[] AS holidays,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', o.id, 'starts', o.starts, 'ends', o.ends, 'personIds', o.person_ids, 'givenAt', o.given_at) ORDER BY o.id DESC) FROM corridor_roster_override o
    WHERE o.corridor_id = r.corridor_id AND o.institution_id = r.institution_id AND o.kind = r.kind AND o.level = r.level AND o.lifted_at IS NULL
      AND o.ends >= to_char(now() AT TIME ZONE 'UTC' - interval '2 days', 'YYYY-MM-DD"T"HH24:MI')), '[]') AS overrides
  FROM corridor_roster r`;

/** The levels that are woken for a kind of alert, the first one first: those of its own roster, or of the one for any kind. */
export async function levelsFor(db: EntityManager, { corridorId, institutionId, kind }: { readonly corridorId: string; readonly institutionId: string; readonly kind: string }): Promise<RosterRow[]> {
  const rows = await db.query<RosterRow[]>(`${READ} WHERE r.corridor_id = $1 AND r.institution_id = $2 AND r.kind IN ($3, 'any') ORDER BY r.level`, [corridorId, institutionId, kind]);
  const own = rows.filter((row) => row.kind === kind);
  return own.length > 0 ? own : rows;
}

export type Place = readonly [institutionId: string, kind: string, level: number];

/** Levels of the rosters of a corridor that the actor may see, from a place in their order on. */
export function readRosters(db: EntityManager, corridorId: string, institutionId: string | null, after: Place | null, limit: number): Promise<RosterRow[]> {
  const [institution, kind, level] = after ?? [null, null, null];
  return db.query(
    `${READ} WHERE r.corridor_id = $1 AND ($2::uuid IS NULL OR r.institution_id = $2) AND ($3::uuid IS NULL OR (r.institution_id, r.kind, r.level) > ($3, $4::text, $5::int))
     ORDER BY r.institution_id, r.kind, r.level LIMIT $6`,
    [corridorId, institutionId, institution, kind, level, limit],
  );
}
