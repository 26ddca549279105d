import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Granted, type Page, type QueryHandler } from '#realtime';
import type { Share } from '../sharing/audience-of.js';
import { sharesFor } from '../sharing/shares-for.js';
import { labelsOf } from '../standing/read-standing.js';
import { compact } from './compact.js';
import { lowered, type Moved } from './tell-moved.js';

type View = Output<typeof corridor.listPositions>;

/** A unit's newest position as one reader may see it. */
interface Seen extends Moved {
  readonly institutionId: string;
  readonly share: Share;
}

@Injectable()
@Answers(corridor.listPositions, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListPositions implements QueryHandler<typeof corridor.listPositions> {
  async execute(_: Principal, { corridorId, limit, iterator }: Params<typeof corridor.listPositions>, db: EntityManager, { standing }: Granted): Promise<Page<View>> {
    const after = placeOf(iterator, corridor.id);
    const seen = await readSeen(db, corridorId, new Set(labelsOf(standing)), after, limit + 1);
    const { data, ...page } = pageOf(seen, limit, (one) => one.unitId);
    return { data: data.map(view), ...page };
  }
}

function view({ unitId, number, institutionId, share, fixTime, ...place }: Seen): View {
  const { precisionMetres, delaySeconds } = share;
  return { unitId, number, institutionId, ...lowered(place, precisionMetres), fixTime: fixTime.toISOString(), precisionMetres, delaySeconds };
}

/** Units in a snapshot at the most; who needs more reads the list page by page. */
const IN_SNAPSHOT = 2_000;

/**
 * The positions of a corridor as a late joiner needs them, for readers of these labels: `[unit id, …]` followed by what
 * `corridor.positions.moved` sends of a unit. About 80 bytes a unit, since a bad line has to carry it.
 */
export async function positionsSnapshot(db: EntityManager, corridorId: string, labels: ReadonlySet<string>): Promise<unknown[]> {
  const seen = await readSeen(db, corridorId, labels, null, IN_SNAPSHOT);
  return seen.map((one) => [one.unitId, ...compact({ ...one, ...lowered(one, one.share.precisionMetres) })]);
}

/** Of whoever sees late: the newest fix that is old enough. */
const SEEN = `
  SELECT k.unit_id AS "unitId", k.number, k.institution_id AS "institutionId", p.fix_time AS "fixTime", p.latitude, p.longitude, p.speed, p.course, p.accuracy
  FROM unnest($2::uuid[], $3::int[]) AS o(owner, delay)
  JOIN corridor_track k ON k.institution_id = o.owner AND k.corridor_id = $1
  CROSS JOIN LATERAL (
    SELECT k.fix_time, k.latitude, k.longitude, k.speed, k.course, k.accuracy WHERE o.delay = 0 AND k.fix_time IS NOT NULL
    UNION ALL (
      SELECT f.fix_time, f.latitude, f.longitude, f.speed, f.course, f.accuracy FROM corridor_fix f
      WHERE o.delay > 0 AND f.unit_id = k.unit_id AND f.fix_time <= now() - make_interval(secs => o.delay) ORDER BY f.fix_time DESC LIMIT 1
    )
  ) p
  WHERE $4::uuid IS NULL OR k.unit_id > $4 ORDER BY k.unit_id LIMIT $5`;

async function readSeen(db: EntityManager, corridorId: string, labels: ReadonlySet<string>, after: string | null, limit: number): Promise<Seen[]> {
  const shares = await sharesFor(db, corridorId, 'position', labels);
  const rows = await db.query<Omit<Seen, 'share'>[]>(SEEN, [corridorId, [...shares.keys()], [...shares.values()].map(({ delaySeconds }) => delaySeconds), after, limit]);
  return rows.flatMap((row) => {
    const share = shares.get(row.institutionId);
    return share === undefined ? [] : [{ ...row, share }];
  });
}
