import type { EntityManager } from 'typeorm';
import { sharesFor } from '../sharing/shares-for.js';
import type { Readings } from './judge-age.js';
import type { BoardClass } from './report-board.js';

/** A board in a snapshot: by field the value and its as-of time in seconds since 1970. Freshness follows from the rule of each field. */
interface BoardFacts {
  readonly holderId: string;
  readonly readings: Readonly<Record<string, readonly [number | string | null, number]>>;
}

/** The boards of a corridor that readers of these labels may read, compact: a bad line has to carry them. */
export async function readBoardFacts(db: EntityManager, corridorId: string, labels: ReadonlySet<string>): Promise<BoardFacts[]> {
  const owners: Record<BoardClass, string[]> = {
    capacity: [...(await sharesFor(db, corridorId, 'capacity', labels)).keys()], staff: [...(await sharesFor(db, corridorId, 'staff', labels)).keys()],
  };
  const rows = await db.query<{ holderId: string; readings: Readings }[]>(
    `SELECT b.holder_id AS "holderId", b.readings FROM corridor_board b JOIN corridor_holder h ON h.id = b.holder_id
     WHERE b.corridor_id = $1 AND h.open AND ((b.data_class = 'capacity' AND b.institution_id = ANY ($2)) OR (b.data_class = 'staff' AND b.institution_id = ANY ($3))) ORDER BY b.holder_id, b.data_class`,
    [corridorId, owners.capacity, owners.staff],
  );
  const boards = new Map<string, Record<string, readonly [number | string | null, number]>>();
  for (const { holderId, readings } of rows) {
    const facts = boards.get(holderId) ?? {};
    for (const [field, { value, asOf }] of Object.entries(readings)) facts[field] = [value, Math.floor(Date.parse(asOf) / 1_000)];
    boards.set(holderId, facts);
  }
  return [...boards].map(([holderId, readings]) => ({ holderId, readings }));
}
